// Reading the tables of Tests/Golden: comment lines, a header, numbers.

import Foundation

/// A golden table's rows by column name.
public func goldenTable(_ name: String, from file: String = #filePath) throws -> [[String: Double]]
{
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
  let text = try String(
    contentsOf: folder.appendingPathComponent("Golden/\(name)"), encoding: .utf8)
  let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
  let names = lines[0].split(separator: ",").map(String.init)
  return lines.dropFirst().map { line in
    Dictionary(
      uniqueKeysWithValues: zip(names, line.split(separator: ",").map { Double($0) ?? .nan }))
  }
}
