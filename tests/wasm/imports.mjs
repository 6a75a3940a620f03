// What a module would reach for outside itself: the list that must be empty.

export function importsOf(bytes) {
  return WebAssembly.Module.imports(new WebAssembly.Module(bytes))
      .map(({module, name}) => `${module}.${name}`);
}

export function functionsOf(bytes) {
  return WebAssembly.Module.exports(new WebAssembly.Module(bytes))
      .filter(({kind}) => kind === 'function')
      .map(({name}) => name);
}
