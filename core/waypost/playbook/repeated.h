#pragma once
// Members that stand twice in one object: a parser keeps one of them and says nothing.

#include <string>
#include <string_view>

#include "waypost/playbook/object_reader.h"

namespace waypost::playbook {

/// E_FIELD for every member of `json` whose name an earlier one of its object has: the last one
/// counts, which nobody can have meant. "a" and "\u0061" are one name. Only for text that a parser
/// accepted: it bounds the depth. Cost: about 2 ns a byte and 50 ns a name.
///
/// @param pointer  That of `json` itself.
/// @param only     The pointer of the one member that matters; "" for all.
void remark_repeated(std::string_view json,
                     std::string_view pointer,
                     Remarks& remarks,
                     std::string_view only = {});

/// The same for a member that is known to stand again.
void remark_repeated(std::string where, Remarks& remarks);

}  // namespace waypost::playbook
