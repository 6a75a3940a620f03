#pragma once
// Stands: what it uses it includes.
#include <string>
inline std::string standing() { return {}; }
