// The service as a process of its own that dies inside the decision of a message saying "poison".
// For poison_test; not a part of the product.
//
//   poison_service DB PORT GRAPH_URL

#include <csignal>
#include <cstdlib>
#include <iostream>

#include <unistd.h>

#include "app/service.h"
#include "world.h"

int main(int count, char** arguments) {
  using namespace waypost;
  if (count != 4) return app::kExitUsage;
  std::signal(SIGPIPE, SIG_IGN);
  try {
    app::Config config =
        test::test_config(arguments[1], arguments[3],
                          static_cast<std::uint16_t>(std::strtoul(arguments[2], nullptr, 10)));
    config.log_level = app::LogLevel::error;
    app::ServiceHooks hooks;
    hooks.before_decide = [](webhook::Event const& event) {
      auto const* const message = std::get_if<webhook::MessageReceived>(&event);
      if (message != nullptr && message->text == "poison") ::kill(::getpid(), SIGKILL);
    };
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
