// Where the groups of floating feedback taps go, by the reference program's greedy rule.

import LaneNumerics

extension ComFeedback {
  /// Positions of the floating taps, in symbols after the cursor, group by group.
  ///
  /// A group's gain is the energy that its taps take away. Groups are placed by falling gain; a
  /// group is not placed so close behind free positions that these could be used by no other one,
  /// unless the place right before it is the next best.
  /// - Parameters:
  ///   - after: pulse at 1, 2, … symbols behind the cursor, at least `span` of them
  ///   - cursor: pulse at the cursor
  func floatingPositions(after: [Double], cursor: Double) -> [Int] {
    let first = upper.count
    let length = span - first
    let starts = length - groupTaps + 1
    guard groups > 0, groupTaps > 0, after.count >= span, length >= groups * groupTaps else {
      return []
    }
    let all = after[first..<span].map { value in
      let size = abs(value)
      let left = cursor < 0 ? 0 : max(0, size - groupLimit * cursor)
      return size * size - left * left
    }
    let none = -Double.infinity
    // Places behind the last start stand for starts that do not exist.
    var gain = [Double](repeating: none, count: length + groupTaps)
    for start in 0..<starts {
      gain[start] = all[start..<(start + groupTaps)].reduce(0, +)
    }
    /// Starts by falling gain, equal ones in order.
    func ranking() -> [Int] {
      gain.indices.sorted { gain[$0] == gain[$1] ? $0 < $1 : gain[$0] > gain[$1] }
    }
    var taken: [Int] = []
    var reserved: Int?
    for group in 0..<groups {
      var order = ranking()
      if group == 0 {
        let front = (groups - 1) * groupTaps + 1
        if order.prefix(front).max() == front - 1 {
          taken = Array(0..<(groups * groupTaps))
          break
        }
      }
      if let start = reserved {
        reserved = nil
        taken += start..<(start + groupTaps)
        for place in max(0, start - groupTaps + 1)..<(start + groupTaps) { gain[place] = none }
        continue
      }
      var start = order[0]
      if group == groups - 1 {
        taken += start..<(start + groupTaps)
        break
      }
      var overlapping: [Int] = []
      for attempt in 0...gain.count {
        overlapping = (max(0, start - groupTaps + 1)..<start).filter { !taken.contains($0) }
        if overlapping.isEmpty { break }
        if attempt > 0 { order = ranking() }
        let before = start - groupTaps
        let near = overlapping + Array(start..<(start + groupTaps))
        // Walk down the ranking until it leaves this group's neighbourhood.
        let stop = order.firstIndex { $0 == before || !near.contains($0) } ?? order.count - 1
        if order[stop] == before {
          reserved = before
          break
        }
        let wasted = order[..<stop].contains { overlapping.contains($0) }
        if !wasted { break }
        gain[start] = none
        start = order[1]
      }
      taken += start..<(start + groupTaps)
      for place in start..<(start + groupTaps) { gain[place] = none }
      for place in overlapping { gain[place] = none }
    }
    return taken.map { $0 + first + 1 }
  }
}
