// What this device keeps for the citizen, newest first. A receipt is their secret: it is never part of an address.
export interface Held {
  code: string
  receipt: string
}

const NAME = 'payesh-137'

export function held(): Held[] {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? '[]') as Held[]
  } catch {
    return []
  }
}

export function keep(what: Held) {
  localStorage.setItem(NAME, JSON.stringify([what, ...others(what)]))
}

export function forget(what: Held) {
  localStorage.setItem(NAME, JSON.stringify(others(what)))
}

const others = ({ code }: Held) => held().filter((one) => one.code !== code)
