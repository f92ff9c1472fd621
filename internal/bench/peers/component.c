#include "component.h"

#include <string.h>

// The host's half of a call with a call back; see component.go.
extern uint32_t peerIncrement(uint32_t);

static bool fine(wasmtime_error_t *error) {
  if (error == NULL)
    return true;
  wasmtime_error_delete(error);
  return false;
}

static wasmtime_error_t *increment(void *data, wasmtime_context_t *ctx, const wasmtime_component_func_type_t *type,
                                   wasmtime_component_val_t *args, size_t n, wasmtime_component_val_t *results,
                                   size_t m) {
  (void)data, (void)ctx, (void)type, (void)n, (void)m;
  results[0].kind = KIND_U32;
  results[0].of.u32 = peerIncrement(args[0].of.u32);
  return NULL;
}

static bool define(peer *p) {
  static const char instance[] = "vivarium:bench/back@0.1.0", func[] = "increment";
  wasmtime_component_linker_instance_t *root = wasmtime_component_linker_root(p->linker), *back = NULL;
  bool ok = fine(wasmtime_component_linker_instance_add_instance(root, instance, sizeof instance - 1, &back)) &&
            fine(wasmtime_component_linker_instance_add_func(back, func, sizeof func - 1, increment, NULL, NULL));
  if (back != NULL)
    wasmtime_component_linker_instance_delete(back);
  wasmtime_component_linker_instance_delete(root);
  return ok;
}

bool peer_new(peer *p, const uint8_t *component, size_t n) {
  static const char *const names[EXPORTS] = {"increment", "increment-by-host", "echo-string", "echo-bytes"};
  wasm_config_t *config = wasm_config_new();
  wasmtime_config_epoch_interruption_set(config, true);
  p->engine = wasm_engine_new_with_config(config);
  p->linker = wasmtime_component_linker_new(p->engine);
  if (!fine(wasmtime_component_new(p->engine, component, n, &p->component)) || !define(p))
    return false;
  for (int i = 0; i < EXPORTS; i++) {
    p->exports[i] = wasmtime_component_get_export_index(p->component, NULL, names[i], strlen(names[i]));
    if (p->exports[i] == NULL)
      return false;
  }
  return true;
}

void peer_delete(peer *p) {
  for (int i = 0; i < EXPORTS; i++)
    if (p->exports[i] != NULL)
      wasmtime_component_export_index_delete(p->exports[i]);
  if (p->component != NULL)
    wasmtime_component_delete(p->component);
  wasmtime_component_linker_delete(p->linker);
  wasm_engine_delete(p->engine);
}

bool peer_instantiate(const peer *p, peer_instance *i) {
  i->store = wasmtime_store_new(p->engine, NULL, NULL);
  i->ctx = wasmtime_store_context(i->store);
  wasmtime_context_set_epoch_deadline(i->ctx, (uint64_t)1 << 40);
  wasmtime_component_instance_t instance;
  if (!fine(wasmtime_component_linker_instantiate(p->linker, i->ctx, p->component, &instance)))
    return false;
  for (int n = 0; n < EXPORTS; n++)
    if (!wasmtime_component_instance_get_func(&instance, i->ctx, p->exports[n], &i->funcs[n]))
      return false;
  return true;
}

void peer_instance_delete(peer_instance *i) { wasmtime_store_delete(i->store); }

bool peer_u32(peer_instance *i, int func, uint32_t x, uint32_t *out) {
  wasmtime_component_val_t arg = {.kind = KIND_U32, .of.u32 = x}, result = {0};
  if (!fine(wasmtime_component_func_call(&i->funcs[func], i->ctx, &arg, 1, &result, 1)))
    return false;
  *out = result.of.u32;
  return true;
}

bool peer_string(peer_instance *i, const char *in, size_t n, char *out) {
  wasmtime_component_val_t arg = {.kind = KIND_STRING, .of.string = {n, (char *)in}}, result = {0};
  if (!fine(wasmtime_component_func_call(&i->funcs[ECHO_STRING], i->ctx, &arg, 1, &result, 1)))
    return false;
  bool ok = result.of.string.size == n;
  if (ok)
    memcpy(out, result.of.string.data, n);
  wasmtime_component_val_delete(&result);
  return ok;
}

bool peer_bytes(peer_instance *i, const uint8_t *in, size_t n, uint8_t *out) {
  wasmtime_component_val_t arg = {.kind = KIND_LIST}, result = {0};
  wasmtime_component_vallist_new_uninit(&arg.of.list, n);
  for (size_t k = 0; k < n; k++)
    arg.of.list.data[k] = (wasmtime_component_val_t){.kind = KIND_U8, .of.u8 = in[k]};
  bool ok = fine(wasmtime_component_func_call(&i->funcs[ECHO_BYTES], i->ctx, &arg, 1, &result, 1));
  wasmtime_component_val_delete(&arg);
  if (!ok)
    return false;
  ok = result.of.list.size == n;
  for (size_t k = 0; ok && k < n; k++)
    out[k] = result.of.list.data[k].of.u8;
  wasmtime_component_val_delete(&result);
  return ok;
}
