// The service as a process of its own, for tests that kill it. Not a part of the product: it can
// be told to answer before it has committed, so that the checker is seen to fail.
//
//   crash_service DB PORT GRAPH_URL after|before

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include <unistd.h>

#include "app/service.h"
#include "world.h"

int main(int count, char** arguments) {
  using namespace waypost;
  if (count != 5) return app::kExitUsage;
  std::signal(SIGPIPE, SIG_IGN);
  try {
    app::Config config =
        test::test_config(arguments[1], arguments[3],
                          static_cast<std::uint16_t>(std::strtoul(arguments[2], nullptr, 10)));
    config.log_level = app::LogLevel::error;
    app::ServiceHooks hooks;
    if (std::string_view{arguments[4]} == "before") {
      hooks.answer = store::WriterOptions::Answer::before_commit;
    }
    app::Service service(std::move(config), std::move(hooks));
    service.start();
    std::cout << "ready" << std::endl;
    ::pause();
  } catch (std::exception const& error) {
    std::cerr << error.what() << '\n';
    return app::kExitFailed;
  }
  return app::kExitOk;
}
