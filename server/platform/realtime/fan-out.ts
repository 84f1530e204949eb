/** Who is to hear of what happens in which scope. A scope is any number; a member may be in many. */
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

  /** Everybody who is in any of the scopes, once each. */
  membersOf(scopes: readonly number[]): ReadonlySet<Member> {
    const [only] = scopes
    if (scopes.length === 1 && only !== undefined) return new Set(this.#members.get(only))
    return new Set(scopes.flatMap((scope) => [...(this.#members.get(scope) ?? [])]))
  }
}
