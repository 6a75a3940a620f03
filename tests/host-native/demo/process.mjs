// The program as a process of the test.

import {execFile, spawn} from 'node:child_process';

const deadlineMs = 20_000;

function program() {
  const path = process.env.WAYPOST_BINARY;
  if (!path) throw new Error('WAYPOST_BINARY names the program to test');
  return path;
}

/** Runs a verb to its end: {status, output}. */
export function run(...args) {
  return new Promise((resolve) => {
    execFile(program(), args, (error, output) => resolve({status: error?.code ?? 0, output}));
  });
}

/** Starts `waypost demo` on a free port; gives its address and the signed webhook it prints. */
export async function startDemo() {
  const child = spawn(program(), ['demo', '--listen', '127.0.0.1:0', '--log-level', 'debug'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (piece) => (log += piece));
  const gone = new Promise((resolve) => child.on('exit', resolve));
  const printed = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the demo does not start')), deadlineMs);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      if (!text.includes('Ctrl-C')) return;
      clearTimeout(late);
      resolve(text);
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`the demo ended: ${log}`)));
  });
  const [, url] = printed.match(/open (http:\S+)/);
  const [, callback, signature, body] = printed.match(
    /curl -i (\S+) .*-H 'X-Hub-Signature-256: ([^']+)' -d '([^\n]*)'/,
  );
  return {
    url,
    /** What it wrote to standard error so far. */
    log: () => log,
    /** Sends the printed webhook as it stands; gives the status. */
    async webhook() {
      const answer = await fetch(callback, {
        method: 'POST',
        headers: {'Content-Type': 'application/json', 'X-Hub-Signature-256': signature},
        body,
      });
      return answer.status;
    },
    async stop() {
      child.kill('SIGTERM');
      return gone;
    },
  };
}
