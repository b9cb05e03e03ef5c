// The name that a caller probably meant, for messages about one that no table has.

import CLightlane
import LaneParameters

/// The end of a message: the most similar of the names, empty when none is similar.
func hint(
  _ name: UnsafePointer<CChar>, among names: some Sequence<TableText>
) -> String {
  let longest = 64
  let word = lowercase(string(name, atMost: longest).utf8)
  guard !word.isEmpty, word.count < longest else { return "" }
  var best: (distance: Int, name: TableText)?
  // Three letters in five are right, and one is at least.
  var most = min(word.count - 1, word.count * 2 / 5)
  for known in names where abs(known.utf8.count - word.count) <= most {
    let distance = editDistance(word, lowercase(known.utf8))
    if distance <= most {
      best = (distance, known)
      most = distance - 1
    }
  }
  return best.map { "; did you mean '\($0.name)'?" } ?? ""
}

private func lowercase(_ text: some Sequence<UInt8>) -> [UInt8] {
  text.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
}

/// Fewest insertions, deletions and replacements that make one of the other.
private func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
  var row = Array(0...other.count)
  for (index, byte) in one.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for (column, wanted) in other.enumerated() {
      let kept = diagonal + (byte == wanted ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(kept, diagonal + 1, row[column] + 1)
    }
  }
  return row[other.count]
}
