/* Formatting that nobody asks for. Boost.System's error categories name these three to word
 * errors that the core never shows; the C library's own bring floating point of 128 bits and
 * the sentences of every errno along: 8 kB (gzip). The core prints with wire/number and says
 * no with sentences of its own, so here they write nothing. */
#include <stdarg.h>
#include <stddef.h>

static int nothing(char *text, size_t size) {
  if (size > 0) *text = '\0';
  return 0;
}

int snprintf(char *text, size_t size, char const *format, ...) {
  (void)format;
  return nothing(text, size);
}

int vsnprintf(char *text, size_t size, char const *format, va_list arguments) {
  (void)format;
  (void)arguments;
  return nothing(text, size);
}

char *strerror(int code) {
  static char empty[1];
  (void)code;
  return empty;
}
