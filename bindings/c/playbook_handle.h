#pragma once
// What wp_open hands out: a playbook and the memory that asking it reuses.

#include "waypost/engine/decide.h"
#include "waypost/playbook/open.h"

#include "waypost.h"

/// Owning its scratch, a handle needs none per thread; so one thread asks it at a time.
struct wp_playbook {
  waypost::playbook::Playbook playbook;
  waypost::engine::DecideScratch scratch;
};
