#include "waypost/playbook/playbook.h"

namespace waypost::playbook {

// UTF-8 as bytes, for sources are ASCII; the comments say what they spell.
std::vector<std::string> default_opt_out_words() {
  return {
      "stop", "unsubscribe", "cancel subscription", "opt out", "dur", "iptal et", "abmelden",
      "arr\xC3\xAAter",        // French arreter
      "se d\xC3\xA9sabonner",  // French se desabonner
      "baja",
      "cancelar suscripci\xC3\xB3n",  // Spanish cancelar suscripcion
      "sair", "parar",
      "\xD1\x81\xD1\x82\xD0\xBE\xD0\xBF",  // Russian stop
      "\xD0\xBE\xD1\x82\xD0\xBF\xD0\xB8\xD1\x81\xD0\xB0\xD1\x82\xD1\x8C\xD1\x81\xD1\x8F",
      "\xD8\xA7\xD9\x84\xD8\xBA\xD8\xA7\xD8\xA1 "
      "\xD8\xA7\xD9\x84\xD8\xA7\xD8\xB4\xD8\xAA\xD8\xB1\xD8\xA7\xD9\x83",  // Arabic cancel the
                                                                           // subscription
      "\xD8\xAA\xD9\x88\xD9\x82\xD9\x81",                                  // Arabic stop
      "\xE0\xA4\xB9\xE0\xA4\x9F\xE0\xA4\xBE\xE0\xA4\x93",                  // Hindi remove
      "\xE0\xA4\xAC\xE0\xA4\x82\xE0\xA4\xA6 \xE0\xA4\x95\xE0\xA4\xB0\xE0\xA5\x8B",  // Hindi switch
                                                                                    // off
      "berhenti",
      "\xE9\x80\x80\xE8\xAE\xA2",                          // Chinese unsubscribe
      "\xE9\x85\x8D\xE4\xBF\xA1\xE5\x81\x9C\xE6\xAD\xA2",  // Japanese stop delivery
  };
}

std::vector<std::string> default_opt_in_words() {
  return {
      "start",
      "subscribe",
      "ba\xC5\x9Fla",  // Turkish start
      "anmelden",
      "alta",
      "\xD0\xBD\xD0\xB0\xD1\x87\xD0\xB0\xD1\x82\xD1\x8C",  // Russian begin
      "\xD8\xA7\xD8\xB4\xD8\xAA\xD8\xB1\xD8\xA7\xD9\x83",  // Arabic subscription
  };
}

}  // namespace waypost::playbook
