/**
 * The heights in pixels of a long column of rows, of which few were ever measured; the others count as the estimate.
 * Places are sums over a Fenwick tree of what measured heights differ from it: each costs log(count) steps.
 */
export class Heights {
  private readonly measured = new Map<number, number>()
  private readonly tree: Float64Array

  constructor(
    readonly count: number,
    readonly estimate: number,
  ) {
    this.tree = new Float64Array(count + 1)
  }

  /** Notes the height of a row; returns whether it was another before. */
  set(index: number, height: number): boolean {
    if (index < 0 || index >= this.count) return false
    const difference = height - (this.measured.get(index) ?? this.estimate)
    this.measured.set(index, height)
    if (difference === 0) return false
    for (let node = index + 1; node <= this.count; node += node & -node) {
      this.tree[node] = (this.tree[node] ?? 0) + difference
    }
    return true
  }

  /** Where a row begins, from the top of the first; of `count`, where the last one ends. */
  top(index: number): number {
    const end = Math.min(Math.max(index, 0), this.count)
    let sum = end * this.estimate
    for (let node = end; node > 0; node -= node & -node) sum += this.tree[node] ?? 0
    return sum
  }

  get total(): number {
    return this.top(this.count)
  }

  /** The row at a place; the first above them all, the last below. */
  at(place: number): number {
    let index = 0
    let rest = place
    for (let step = highestPower(this.count); step > 0; step >>= 1) {
      const next = index + step
      if (next > this.count) continue
      const height = step * this.estimate + (this.tree[next] ?? 0)
      if (height > rest) continue
      index = next
      rest -= height
    }
    return Math.min(index, Math.max(this.count - 1, 0))
  }
}

const highestPower = (count: number) => (count > 0 ? 2 ** Math.floor(Math.log2(count)) : 0)
