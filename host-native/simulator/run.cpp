#include <chrono>
#include <exception>
#include <iostream>
#include <thread>

#include "simulator/simulator.h"

namespace waypost::simulator {
namespace {

void print(Simulator const& simulator, Options const& options) {
  auto const url = simulator.url();
  std::cout << "Simulated Graph API: " << url << "\nControl API:         " << url << "/_sim/\n";
  for (auto const& number : options.numbers) {
    std::cout << "Number:              " << number.display_phone_number << " (phone_number_id "
              << number.phone_number_id << ", WABA " << number.waba_id << ", access token "
              << number.access_token << ")\n";
  }
  for (auto const& app : options.apps) {
    std::cout << "App:                 " << app.app_id << " (app secret " << app.app_secret
              << ", verify token " << app.verify_token << ")\nWebhooks go to:      "
              << (app.callback_url.empty() ? "nowhere: POST /_sim/apps {\"callback_url\":...}"
                                           : app.callback_url)
              << '\n';
  }
  std::cout << std::flush;
}

}  // namespace

int run(Options options, std::atomic<bool> const& stop) {
  try {
    Simulator simulator(options);
    simulator.start();
    print(simulator, options);
    while (!stop) std::this_thread::sleep_for(std::chrono::milliseconds{100});
    simulator.stop();
    return 0;
  } catch (std::exception const& mistake) {
    std::cerr << "waypost sim: " << mistake.what() << '\n';
    return 1;
  }
}

}  // namespace waypost::simulator
