import { parentPort, workerData } from 'node:worker_threads'

/** Reads an event stream until it contains a text, and reports that. */
const { url, token, text }: { url: string; token: string; text: string } = workerData
const { body } = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
let read = ''
for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
  read = read.slice(-text.length) + part
  if (read.includes(text)) break
}
parentPort?.postMessage('read')
