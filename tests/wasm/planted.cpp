// A module that asks for the time, so that the imports lock is seen to hold.
#include <chrono>

extern "C" double planted() {
  return static_cast<double>(std::chrono::system_clock::now().time_since_epoch().count());
}
