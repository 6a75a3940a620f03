// A library that breaks every law of the core, so that the symbols lock is seen to hold.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

namespace waypost::planted {

int calls = 0;

long long impure() {
  ++calls;
  std::thread([] { std::random_device{}(); }).join();
  std::FILE* file = std::fopen(std::getenv("HOME"), "r");
  return std::chrono::system_clock::now().time_since_epoch().count() + (file == nullptr ? 0 : 1);
}

}  // namespace waypost::planted
