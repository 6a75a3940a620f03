/* The C door, from C: what a host in any language relies on and no vector says. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "waypost.h"

static int failures = 0;

#define CHECK(condition)                                                    \
  do {                                                                      \
    if (!(condition)) {                                                     \
      ++failures;                                                           \
      (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                       \
  } while (0)

static uint8_t const *bytes(char const *text) { return (uint8_t const *)text; }

static int is(wp_result const *result, int32_t status, char const *text) {
  size_t const size = strlen(text);
  int const same =
      result->status == status && result->size == size && memcmp(result->data, text, size) == 0;
  if (!same) {
    (void)fprintf(stderr, "got %d %.*s\n", (int)result->status, (int)result->size,
                  (char const *)result->data);
  }
  return same;
}

static int says(wp_result const *result, char const *code) {
  char want[64];
  (void)snprintf(want, sizeof want, "{\"error\":{\"code\":\"%s\"", code);
  return result->status == WAYPOST_REFUSED && result->size > strlen(want) &&
         memcmp(result->data, want, strlen(want)) == 0;
}

static void render(char const *json, wp_result *result) {
  wp_render(bytes(json), strlen(json), result);
}

static void the_version_is_a_pair(void) {
  uint32_t const version = wp_abi_version();
  CHECK((version & 0xFFFFU) == WAYPOST_ABI_VERSION);
  CHECK(version >> 16U == WAYPOST_ABI_VERSION_OLDEST);
  CHECK(WAYPOST_ABI_VERSION_OLDEST <= WAYPOST_ABI_VERSION);
}

static void memory_is_aligned(void) {
  size_t size;
  for (size = 0; size < 100; size += 7) {
    void *const memory = wp_alloc(size);
    CHECK(memory != NULL);
    CHECK((uintptr_t)memory % 16 == 0);
    memset(memory, 0xAA, size);
    wp_free(memory);
  }
  wp_free(NULL);
  CHECK(wp_alloc(SIZE_MAX / 2) == NULL);
}

static void answers_and_refusals_are_json(void) {
  wp_result result;
  memset(&result, 0xAA, sizeof result);
  render("{\"template\":\"Hi {{name}}!\",\"vars\":{\"name\":\"Ay\"}}", &result);
  CHECK(is(&result, WAYPOST_OK, "{\"text\":\"Hi Ay!\"}"));
  render("{\"template\":\"Hi {{name\"}", &result);
  CHECK(says(&result, "E_UNCLOSED"));
  render("{\"template\":1}", &result);
  CHECK(says(&result, "bad_argument"));
  render("[]", &result);
  CHECK(says(&result, "bad_argument"));
  render("{", &result);
  CHECK(says(&result, "not_json"));
  wp_render(NULL, 0, &result);
  CHECK(says(&result, "not_json"));
}

static void a_size_bounds_the_input(void) {
  wp_result result;
  char const json[] = "{\"template\":\"a\"}{\"template\":\"b\"}";
  wp_render(bytes(json), 16, &result);
  CHECK(is(&result, WAYPOST_OK, "{\"text\":\"a\"}"));
}

static void a_blob_opens_once_for_many_questions(void) {
  char const source[] =
      "{\"waypost\":1,\"rules\":["
      "{\"id\":\"menu\",\"kind\":\"contains_word\",\"triggers\":\"menu\"}]}";
  char const ask[] = "{\"message\":\"The MENU, please\"}";
  wp_result blob, report, result;
  void *copy;
  wp_playbook *playbook;
  int i;
  wp_compile(bytes(source), strlen(source), NULL, 0, &blob, &report);
  CHECK(report.status == WAYPOST_OK && blob.status == WAYPOST_OK && blob.size > 0);
  copy = wp_alloc(blob.size);
  memcpy(copy, blob.data, blob.size);
  playbook = wp_open(copy, blob.size, &result);
  CHECK(playbook != NULL && result.status == WAYPOST_OK);
  for (i = 0; playbook != NULL && i < 3; ++i) {
    wp_match(playbook, bytes(ask), strlen(ask), &result);
    CHECK(is(&result, WAYPOST_OK, "{\"rule\":\"menu\",\"index\":0}"));
  }
  wp_close(playbook);
  ((uint8_t *)copy)[blob.size / 2] ^= 1U;
  CHECK(wp_open(copy, blob.size, &result) == NULL);
  CHECK(says(&result, "bad_blob"));
  CHECK(wp_open(copy, 3, &result) == NULL);
  CHECK(wp_open(NULL, 0, &result) == NULL);
  wp_close(NULL);
  wp_free(copy);
}

int main(void) {
  the_version_is_a_pair();
  memory_is_aligned();
  answers_and_refusals_are_json();
  a_size_bounds_the_input();
  a_blob_opens_once_for_many_questions();
  return failures == 0 ? 0 : 1;
}
