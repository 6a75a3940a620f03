#include "waypost/outbox/states.h"

#include <array>
#include <cstddef>

namespace waypost::outbox {
namespace {

/// Not std::optional: a table of those lies in writable memory.
struct Cell {
  constexpr Cell() = default;
  constexpr Cell(State state) : moves(true), to(state) {}  // NOLINT: the table reads as states
  bool moves = false;
  State to{};
};
using Row = std::array<Cell, kHappenings>;

constexpr Cell no;  // cannot happen here, or changes nothing
constexpr Cell rdy = State::ready;
constexpr Cell dsp = State::dispatching;
constexpr Cell unk = State::unknown;
constexpr Cell acc = State::accepted;
constexpr Cell snt = State::sent;
constexpr Cell dlv = State::delivered;
constexpr Cell rea = State::read;
constexpr Cell fai = State::failed;
constexpr Cell exp = State::expired;
constexpr Cell can = State::cancelled;
constexpr Cell drp = State::dropped;
constexpr Cell fin = State::unknown_final;

// Three cells that look odd, and why they are right:
// - `ready` moved by a status or an acceptance: an attempt that was refused for now went out
//   after all. Its token or its wamid proves it, and sending again would write twice.
// - `unknown` withdrawn is not `cancelled`: nobody can say that it was not sent.
// - `delivered` and `read` do not fail: a failure that comes after them is about something else
//   (another device of the same person).
// clang-format off
constexpr std::array<Row, kStates> kTable{{
    // planned, reply accepted / retry / failed, no reply, died,
    // status sent / delivered / read / failed, time passed, forbidden, withdrawn
    /* ready       */ {dsp, acc, no,  no,  no,  no,  snt, dlv, rea, no,  exp, drp, can},
    /* dispatching */ {no,  acc, rdy, fai, unk, unk, snt, dlv, rea, fai, no,  no,  no},
    /* unknown     */ {no,  acc, rdy, fai, no,  no,  snt, dlv, rea, fai, fin, no,  fin},
    /* accepted    */ {no,  no,  no,  no,  no,  no,  snt, dlv, rea, fai, no,  no,  no},
    /* sent        */ {no,  no,  no,  no,  no,  no,  no,  dlv, rea, fai, no,  no,  no},
    /* delivered   */ {no,  no,  no,  no,  no,  no,  no,  no,  rea, no,  no,  no,  no},
    /* read        */ {no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no},
    /* failed      */ {no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no},
    /* expired     */ {no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no},
    /* cancelled   */ {no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no},
    /* dropped     */ {no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no},
    /* unknown_final */ {no, no, no,  no,  no,  no,  no,  no,  no,  no,  no,  no,  no},
}};
// clang-format on

}  // namespace

std::optional<State> next(State state, Happening happening) noexcept {
  auto const row = static_cast<std::size_t>(state);
  auto const column = static_cast<std::size_t>(happening);
  if (row >= kTable.size() || column >= kTable[row].size()) return std::nullopt;
  Cell const cell = kTable[row][column];
  return cell.moves ? std::optional(cell.to) : std::nullopt;
}

bool is_end(State state) noexcept {
  switch (state) {
    case State::failed:
    case State::expired:
    case State::cancelled:
    case State::dropped:
    case State::unknown_final: return true;
    default: return false;
  }
}

}  // namespace waypost::outbox
