/* The C door: everything a host can ask of the core, as bytes in, bytes out. It is also the
 * ABI of the WebAssembly module, so whatever passes a vector here passes it there.
 *
 * Conventions
 *  (1) Every function is pure: no clock, no network, no storage, no dice. What it answers
 *      depends on its arguments alone.
 *  (2) Input is (pointer, size): UTF-8 JSON where not said otherwise. It is read during the
 *      call and never kept; only the blob given to wp_open must stay until wp_close. An empty
 *      input may have any pointer.
 *  (3) Output is written into the caller's wp_result: {status, data, size}. The bytes belong
 *      to the door and are valid until the next call on the same thread; copy what you keep.
 *      Nothing is freed by the caller.
 *  (4) A refusal is a result too: status WAYPOST_REFUSED and
 *          {"error":{"code":"not_json","where":"/entry/0","detail":"one sentence"}}
 *      `code` is a word of this header's doors, `where` a JSON Pointer into the input ("" for
 *      the whole). `detail` holds no text of a message, no number and no secret.
 *  (5) Times are integer microseconds since 1970-01-01T00:00:00Z in members that end in `_us`
 *      or `_at`. They are exact in a double, so no host needs 64-bit integers.
 *  (6) No C++ type, exception or errno crosses this line. A call that runs out of memory ends
 *      the process, or, in WebAssembly, traps: then take a new instance, for nothing is lost.
 *  (7) Natively, any thread may call; a wp_playbook is used by one thread at a time. In
 *      WebAssembly `size_t` and pointers are 32 bits and wp_result is 12 bytes.
 */
#ifndef WAYPOST_H
#define WAYPOST_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header, and the oldest one whose hosts this library still serves. A
 * function or member is only ever added; the version rises with it. Taking one away or changing
 * what it means raises the oldest. */
#define WAYPOST_ABI_VERSION 1
#define WAYPOST_ABI_VERSION_OLDEST 1

#define WAYPOST_OK 0
#define WAYPOST_REFUSED 1

/* Where a call's answer stands. */
typedef struct wp_result {
  int32_t status;      /* WAYPOST_OK or WAYPOST_REFUSED */
  uint8_t const* data; /* not terminated; may be anything when size is 0 */
  size_t size;
} wp_result;

/* A compiled playbook, opened. */
typedef struct wp_playbook wp_playbook;

/* ---- the door itself ------------------------------------------------------------------- */

/* WAYPOST_ABI_VERSION_OLDEST << 16 | WAYPOST_ABI_VERSION, as the library was built. A host
 * whose header's version lies outside refuses to start. */
uint32_t wp_abi_version(void);

/* Memory for inputs, 16-aligned: in WebAssembly a host has no other. NULL when there is none.
 * wp_free accepts NULL. */
void* wp_alloc(size_t size);
void wp_free(void* memory);

/* ---- from Meta -------------------------------------------------------------------------- */

/* {"query":"hub.mode=subscribe&...","tokens":["..."]} -> {"challenge":"..."}
 * Refuses bad_argument, bad_token, bad_challenge. */
void wp_handshake(uint8_t const* json, size_t size, wp_result* result);

/* {"headers":["sha256=..."],"digests":["<64 hex digits>"]} -> {"index":0}
 * `headers`: every value of X-Hub-Signature-256; `digests`: HMAC-SHA256 of the raw body under
 * each secret accepted, computed by the host. Refuses bad_signature, bad_argument. */
void wp_verify(uint8_t const* json, size_t size, wp_result* result);

/* The raw body of a webhook, exactly the bytes that were signed
 *   -> {"events":[...],"refused":[{"code","where","detail"}]}
 * Events are as core/waypost/wire/encode.h draws them. Refuses a whole body: not_json, not_utf8,
 * too_large, wrong_object, wrong_shape; such a body will never parse: keep it and answer 200. */
void wp_parse(uint8_t const* body, size_t size, wp_result* result);

/* ---- what the operator wrote ------------------------------------------------------------- */

/* A playbook file, and what compiling needs besides (may be empty):
 *   {"tenant_zone":"Europe/Istanbul","zone_table":"<the text of bindings/zones/zones.txt>"}
 * `blob` receives the compiled playbook, to be stored and given to wp_open; `report`
 *   {"diagnostics":[{"code":"E_REGEX","rule":"r1"|null,"where":"/rules/0/triggers",
 *                    "text":"...","shadows":[{"trigger","rule","witness"}]}]}
 * Both are valid until the next call.
 * Refuses not_json, wrong_shape; then `blob` is empty. */
void wp_compile(uint8_t const* source,
                size_t source_size,
                uint8_t const* options,
                size_t options_size,
                wp_result* blob,
                wp_result* report);

/* Opens a blob that wp_compile made, here or on any other host: 8-aligned, unchanged until
 * wp_close. Returns NULL when refused: bad_blob, bad_argument; else result is
 *   {"rules":12,"source":"<sha256 of the source, hex>"} */
wp_playbook* wp_open(uint8_t const* blob, size_t size, wp_result* result);
void wp_close(wp_playbook* playbook);

/* {"message":"text"|null,"payload":"id"|null,"first_contact":false}
 *   -> {"rule":"menu"|null,"index":3|null}
 * The rule that answers when no guard is asked. Missing members are null or false. */
void wp_match(wp_playbook* playbook, uint8_t const* json, size_t size, wp_result* result);

/* The same question -> how it was read and every rule that matches, in answering order:
 *   {"loose":"...","strict":"...","regex":"...","words":["..."],"opt_word":"none",
 *    "matched":[{"rule","kind","priority","place",
 *                "evidence":[{"trigger","in":"loose","begin":0,"end":4}]}]}
 * Asked as wp_decide is, {"snapshot","event","now_us"}, the answer also tells the decision:
 *   {...,"lines":[{"name":"takeover","applied":false}],
 *    "asked":[{"rule":"menu","verdict":"passed"}],"winner":"menu",
 *    "outcome":{"kind","detail"},"effects":[...]} */
void wp_explain(wp_playbook* playbook, uint8_t const* json, size_t size, wp_result* result);

/* {"text":"...","fold":"loose"|"strict"} -> {"text":"...","words":["..."]} */
void wp_fold(uint8_t const* json, size_t size, wp_result* result);

/* ---- texts and message bodies ------------------------------------------------------------ */

/* wp_render, wp_analyze, wp_components and wp_body refuse with the codes of templates, E_UNCLOSED,
 * E_SYNTAX, E_FILTER, E_TYPE, E_MISSING, E_TOO_LONG, E_MIXED, E_BINDING, E_EMPTY_PARAM, E_EMPTY,
 * E_COUNT, E_DUP, E_FIELD:
 *   {"error":{"code","where","field":"buttons.0.title","position":7,"limit":20,"detail"}} */

/* {"template":"Hi {{name}}","vars":{},"on_missing":"empty"|"error"|"keep","max_chars":n}
 *   -> {"text":"Hi "} */
void wp_render(uint8_t const* json, size_t size, wp_result* result);

/* {"template":"Hi {{1}}"} -> {"format":"positional","names":["1"],"issues":["W_EDGE"],
 *                             "remedies":["..."]} (a sentence for each issue) */
void wp_analyze(uint8_t const* json, size_t size, wp_result* result);

/* {"definition":[...Meta's components...],"bindings":{...},"vars":{}} -> {"components":[...]} */
void wp_components(uint8_t const* json, size_t size, wp_result* result);

/* {"reply":{"type":"text","body":"..."},"to":"16505551234","to_kind":"phone"|"user"|"group",
 *  "vars":{},"reply_to":"wamid....","mode":"reply"|"strict","definition":[...]}
 *   -> {"payload":{...},"truncated":["buttons.0.title"]}
 * The body of POST /{version}/{phone_number_id}/messages. In mode `reply` what a person reads
 * is cut to fit and listed; in `strict` it is refused. `definition`: Meta's components of the
 * template that a reply of type `template` sends. */
void wp_body(uint8_t const* json, size_t size, wp_result* result);

/* {"payload":{...},"definition":[...]} -> {"preview":{...}}: what a phone draws of a message body,
 * as core/waypost/template/preview.h describes it. */
void wp_preview(uint8_t const* json, size_t size, wp_result* result);

/* ---- what may go out, and what came of it ------------------------------------------------- */

/* {"limits":[{"id","kind":"gcra","interval_us","burst"}, ...],"state":{"<id>":{...}},
 *  "req":{"now_us":n,"cost":1,"utc_offset_s":0,"new_recipient":false}}
 *   -> {"allow":true,"retry_after_us":0,"limited_by":null,"remaining":{"<id>":79|null},
 *       "state":{"<id>":{...}}}
 * Kinds: gcra, burst_window {+ window_us}, day_cap {limit|null}, unique24 {limit|null}. */
void wp_limit(uint8_t const* json, size_t size, wp_result* result);

/* {"error":{"code","http_status","is_transient","network","retry_after_s"},"attempt":1,
 *  "seed":"<unsigned 64-bit>"}
 *   -> {"class":"throttle","scope":"sender","action":"retry","delay_ms":1240|null,
 *       "known_code":true} */
void wp_classify(uint8_t const* json, size_t size, wp_result* result);

/* {"item":{...},"standing":{...},"budget":{...},"opaque":"1....","now_us":n}
 *   -> {"plan":"send","body","limiters"} | {"plan":"wait","until","why","detail","limiters"}
 *    | {"plan":"drop","why"}
 * Whether to send an outbox item now. Shapes: core/waypost/wire/encode.h. */
void wp_plan(uint8_t const* json, size_t size, wp_result* result);

/* {"item":{...},"outcome":{"outcome":"http_reply","status":200,"body":"..."},"now_us":n}
 *   -> [effect, ...]
 * What Graph's answer, or its absence, means for an item. */
void wp_settle(uint8_t const* json, size_t size, wp_result* result);

/* ---- the one place that chooses ----------------------------------------------------------- */

/* {"event":{...}} -> {"seen","phone_number_id","parties":[...],"token"}
 * Which rows a host reads before wp_decide. */
void wp_keys(uint8_t const* json, size_t size, wp_result* result);

/* {"snapshot":{...},"event":{...},"now_us":n} -> [effect, ...]
 * What happens because of an event, to be applied in order, in one transaction. */
void wp_decide(wp_playbook* playbook, uint8_t const* json, size_t size, wp_result* result);

#ifdef __cplusplus
}
#endif

#endif /* WAYPOST_H */
