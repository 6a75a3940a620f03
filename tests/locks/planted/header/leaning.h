#pragma once
// Leans: it uses std::string and does not include it.
inline std::string leaning() { return {}; }
