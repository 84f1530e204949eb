/** The members that are subscribed to each scope. A scope is any number; a member may have many. */
export class FanOut<Member> {
  readonly #members = new Map<number, Set<Member>>()

  join(scope: number, member: Member): void {
    const members = this.#members.get(scope)
    if (members) members.add(member)
    else this.#members.set(scope, new Set([member]))
  }

  leave(scope: number, member: Member): void {
    const members = this.#members.get(scope)
    members?.delete(member)
    if (members?.size === 0) this.#members.delete(scope)
  }

  /** The distinct members of these scopes. */
  membersOf(scopes: readonly number[]): ReadonlySet<Member> {
    const [only] = scopes
    if (scopes.length === 1 && only !== undefined) return new Set(this.#members.get(only))
    return new Set(scopes.flatMap((scope) => [...(this.#members.get(scope) ?? [])]))
  }
}
