#include "process.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace waypost::cli::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 60s;  // a sanitizer's binary on a busy machine

struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    read = ends[0];
    write = ends[1];
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(Pipe const&) = delete;
  Pipe& operator=(Pipe const&) = delete;
  void close_read() { shut(read); }
  void close_write() { shut(write); }

 private:
  static void shut(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
};

/// Nothing of the caller's environment but what a process and a sanitizer need.
std::vector<std::string> environment_of(Environment const& wanted) {
  std::vector<std::string> all;
  for (char const* name : {"PATH", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS",
                           "LSAN_OPTIONS", "TSAN_OPTIONS"}) {
    if (char const* value = std::getenv(name)) all.push_back(std::string{name} + "=" + value);
  }
  for (auto const& [name, value] : wanted) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

pid_t start(Folder const& folder,
            Words const& arguments,
            Environment const& environment,
            int in,
            int out,
            int err) {
  Words words{WAYPOST_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment_of(environment);
  std::vector<char*> const argv = pointers(words);
  std::vector<char*> const envp = pointers(variables);
  pid_t const pid = ::fork();
  if (pid != 0) return pid;
  if (::chdir(folder.path().c_str()) != 0) ::_exit(126);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execve(argv[0], argv.data(), envp.data());
  ::_exit(127);
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Takes what is there; false at the end.
bool take(int fd, std::string& to) {
  std::array<char, 16 * 1024> buffer{};
  ssize_t const got = ::read(fd, buffer.data(), buffer.size());
  if (got <= 0) return false;
  to.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

/// Both outputs until both end, or the time is over (false).
bool drain(Pipe& out, Pipe& err, Ended& ended, Clock::time_point until) {
  while (out.read >= 0 || err.read >= 0) {
    std::array<pollfd, 2> waiting{{{out.read, POLLIN, 0}, {err.read, POLLIN, 0}}};
    if (Clock::now() > until) return false;
    if (::poll(waiting.data(), waiting.size(), 100) <= 0) continue;
    if (waiting[0].revents != 0 && !take(out.read, ended.out)) out.close_read();
    if (waiting[1].revents != 0 && !take(err.read, ended.err)) err.close_read();
  }
  return true;
}

}  // namespace

Folder::Folder() {
  // As a service manager names it: no symbolic link on the way, so that printed names compare.
  std::filesystem::path const base =
      std::filesystem::canonical(std::filesystem::temp_directory_path());
  std::string name = (base / "waypost-cli-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::write(std::string_view name, std::string_view bytes) const {
  std::string const path = file(name);
  std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
  std::ofstream to(path, std::ios::binary | std::ios::trunc);
  to << bytes;
  to.close();
  if (!to) throw std::runtime_error("cannot write " + path);
  std::filesystem::permissions(path, std::filesystem::perms{0600});
  return path;
}

std::string Folder::read(std::string_view name) const {
  std::ifstream from(file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
}

bool Folder::has(std::string_view name) const {
  return std::filesystem::exists(file(name));
}

Ended waypost(Folder const& folder,
              Words const& arguments,
              Environment const& environment,
              std::string_view input) {
  Pipe in;
  Pipe out;
  Pipe err;
  Ended ended;
  // A pipe holds 64 KiB: enough for what tests type.
  if (::write(in.write, input.data(), input.size()) != static_cast<ssize_t>(input.size())) {
    throw std::runtime_error("input is too long for a test");
  }
  in.close_write();
  pid_t const pid = start(folder, arguments, environment, in.read, out.write, err.write);
  out.close_write();
  err.close_write();
  bool const over = drain(out, err, ended, Clock::now() + kPatience);
  if (!over) ::kill(pid, SIGKILL);
  int status = 0;
  ::waitpid(pid, &status, 0);
  ended.code = over ? code_of(status) : 124;
  return ended;
}

Serving::Serving(Folder const& folder,
                 Words const& arguments,
                 Environment const& environment,
                 std::string_view sign)
    : log_(folder.file("serve.log")) {
  int const null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  int const log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  pid_ = start(folder, arguments, environment, null, log, log);
  ::close(null);
  ::close(log);
  auto const until = Clock::now() + kPatience;
  while (!is_up_ && Clock::now() < until) {
    std::string const text = folder.read("serve.log");
    std::size_t const line = text.find(sign);
    is_up_ = line != text.npos && text.find('\n', line) != text.npos;
    if (is_up_) {
      std::size_t const at = text.find("\"port\":", line);
      if (at != text.npos) port_ = std::atoi(text.c_str() + at + 7);
      break;
    }
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      break;
    }
    std::this_thread::sleep_for(5ms);
  }
}

Serving::~Serving() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

Ended Serving::stop() {
  Ended ended;
  if (pid_ > 0) {
    ::kill(pid_, SIGTERM);
    auto const until = Clock::now() + kPatience;
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) == 0 && Clock::now() < until) {
      std::this_thread::sleep_for(5ms);
    }
    ended.code = Clock::now() < until ? code_of(status) : 124;
    if (ended.code != 124) pid_ = -1;
  }
  std::ifstream from(log_, std::ios::binary);
  ended.err = {std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
  return ended;
}

}  // namespace waypost::cli::testing
