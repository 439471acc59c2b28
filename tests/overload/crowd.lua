-- A crowd, for wrk: `wrk … -s crowd.lua URL -- PAUSE GATHERING FILE…`. Each connection waits PAUSE milliseconds on average
-- before it asks, longer or shorter at random as people do, and then sends one of the files, each a request as it goes
-- over the wire. In the end it prints as JSON what was answered, but for the first GATHERING milliseconds, in which all
-- connections are opened at once.
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long ns; } moment; int clock_gettime(int, moment *);")
local threads, moment = {}, ffi.new("moment")

local function now()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.s) + tonumber(moment.ns) / 1e9
end

function setup(thread)
  thread:set("seed", #threads + 137)
  table.insert(threads, thread)
end

function init(args)
  math.randomseed(seed)
  pause, gathering, requests = tonumber(args[1]), tonumber(args[2]) / 1000, {}
  counted_from = now() + gathering
  for at = 3, #args do
    local file = io.open(args[at], "rb")
    table.insert(requests, file:read("*a"))
    file:close()
  end
  useful, refused, wrong, last = 0, 0, 0, ""
end

function delay()
  return math.floor(-pause * math.log(1 - math.random()))
end

function request()
  return requests[math.random(#requests)]
end

function response(status, headers, body)
  if now() < counted_from then
    return
  elseif status == 200 and not body:find('"errors"', 1, true) then
    useful = useful + 1
  elseif status == 503 and (headers["Retry-After"] or headers["retry-after"]) then
    refused = refused + 1
  else
    wrong, last = wrong + 1, status .. " " .. body:sub(1, 300):gsub('[%c"\\]', " ")
  end
end

function done(summary, _, _)
  local sums = { useful = 0, refused = 0, wrong = 0 }
  local example, gathered = "", 0
  for _, thread in ipairs(threads) do
    for name, sum in pairs(sums) do
      sums[name] = sum + thread:get(name)
    end
    example, gathered = thread:get("last"), thread:get("gathering")
  end
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    '\n{"seconds": %.3f, "useful": %d, "refused": %d, "wrong": %d, "lost": %d, "example": "%s"}\n',
    summary.duration / 1e6 - gathered, sums.useful, sums.refused, sums.wrong, lost, example))
end
