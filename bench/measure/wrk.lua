-- Sends the requests of a file in turn, beginning at a given one, and prints what came of it as JSON.
-- Arguments: the file, whose requests end with a zero byte; the number of requests to pass over first.
local requests, count, issued = {}, 0, 0
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  for text in file:read("*a"):gmatch("([^%z]+)") do
    count = count + 1
    requests[count] = text
  end
  file:close()
  next_request = tonumber(arguments[2])
end

function request()
  next_request = next_request + 1
  return requests[(next_request - 1) % count + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.stderr:write(string.format(
    '{"requests":%d,"micros":%d,"p50":%d,"p95":%d,"p99":%d,"max":%d,"refused":%d,"broken":%d,"late":%d,"next":%d}\n',
    summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max,
    errors.status, errors.connect + errors.read + errors.write, errors.timeout,
    threads[1]:get("next_request")))
end
