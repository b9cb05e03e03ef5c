// Reading the tables of Tests/Golden: comment lines, a header, numbers.

import Foundation

/// A golden table's lines without its comments, cut at commas.
public func goldenCells(_ name: String, from file: String = #filePath) throws -> [[String]] {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
  let text = try String(
    contentsOf: folder.appendingPathComponent("Golden/\(name)"), encoding: .utf8)
  return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
    line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}

/// A golden table's rows by column name.
public func goldenTable(_ name: String, from file: String = #filePath) throws -> [[String: Double]]
{
  let lines = try goldenCells(name, from: file)
  let names = lines[0]
  return lines.dropFirst().map { line in
    Dictionary(
      uniqueKeysWithValues: zip(names, line.map { Double($0) ?? .nan }))
  }
}
