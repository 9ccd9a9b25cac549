// One endpoint: method, path and (as types only) what goes in and comes back. No schema value is imported here,
// so no validator travels to a phone. The server binds schemas to the same types in server/http/route.ts.

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Shape {
  params?: unknown
  query?: unknown
  body?: unknown
  reply?: unknown
}

export interface Endpoint<S extends Shape = Shape> {
  readonly method: Method
  /** Path with :name parameters, beginning with /api. */
  readonly path: string
  /** Never present at run time; carries the types. */
  readonly shape?: S
}

/** Declares an endpoint; the only way a URL is written down. */
export function endpoint<S extends Shape>(method: Method, path: string): Endpoint<S> {
  return { method, path }
}

/** Fills :name parameters, percent-encoding each value. */
export function fillPath(path: string, params: Record<string, string> = {}): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`missing path parameter ${name} of ${path}`)
    return encodeURIComponent(value)
  })
}
