// Every shape that crosses the doors of the module.

export * from './content.js';
export * from './diagnostics.js';
export * from './doors.js';
export * from './effects.js';
export * from './errors.js';
export * from './events.js';
export * from './explanation.js';
export * from './json.js';
export * from './limits.js';
export * from './message-body.js';
export * from './news.js';
export * from './outbox.js';
export * from './outcomes.js';
export * from './playbook.js';
export * from './preview.js';
export * from './replies.js';
export * from './snapshot.js';
export * from './templates.js';
