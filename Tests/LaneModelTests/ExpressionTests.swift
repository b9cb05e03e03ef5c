// Expressions against what GNU Octave makes of the same texts, and against texts that are none.

import Foundation
import LaneParameters
import Testing

/// A golden file of Tests/Golden. The decoder reads numbers exactly, which JSONSerialization does not.
func golden<Content: Decodable>(
  _ name: String, as type: Content.Type, from file: String = #filePath
) throws -> Content {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
  let data = try Data(contentsOf: folder.appendingPathComponent("Golden/\(name)"))
  return try JSONDecoder().decode(type, from: data)
}

private struct Expressions: Decodable {
  struct Row: Decodable {
    let text: String
    let rows, columns: Int
    let numbers: [Double]
  }
  let expressions: [Row]
}

private func status(_ text: String) -> Status {
  do {
    _ = try Expression.evaluate(text)
    return .ok
  } catch {
    return error.status
  }
}

@Suite struct ExpressionTests {
  @Test func octaveAgrees() throws {
    let rows = try golden("matlab_expressions.json", as: Expressions.self).expressions
    #expect(rows.count > 150)
    for row in rows {
      let found = try Expression.evaluate(row.text).value
      #expect(found.rows == row.rows, "\(row.text)")
      #expect(found.columns == row.columns, "\(row.text)")
      #expect(found.numbers == row.numbers, "\(row.text)")
    }
  }

  @Test func aBlankOnBothSidesOfASignIsTold() throws {
    let found = try Expression.evaluate("[ -0.15 - 0.15 - 0.05 ]")
    #expect(found.value.numbers.count == 1)
    #expect(found.warning.contains("character 9 has blanks on both sides"))
    for text in ["[-0.15 -0.15 -0.05]", "[1 , - 2]", "[(1 - 2) 3]", "1 - 2", "[1- 2]", "[- 1 2]"] {
      #expect(try Expression.evaluate(text).warning.isEmpty, "\(text)")
    }
    #expect(try !Expression.evaluate("[ones(1,2) + 1]").warning.isEmpty)
  }

  @Test func whatIsNoExpressionIsRefusedWithItsPlace() {
    let texts = [
      "", " ", "[", "]", "(", "1)", "[1 2", "(1", "1 2", "[TX RX]", "KR_eval_", "1e", "1.2.3",
      "ones(", "ones()", "ones(1,2,3)", "ones(1.5)", "ones(1e9,1e9)", "ones(4097)", "1+", "*2",
      "[1 2]*[3 4]", "[1 2]^2", "2^[1 2]", "[1 2; 3]", "[1 2]+[1 2 3]", "1:2:3:4", "1:1e9",
      "1:1e-9:2", "[1 2]:3", "x", "pi(2)", "1;2", "[1,,2]", "[1;,2]", "[,1]", "'a'", "[1 'a']",
      "2(3)",
      "[2(3)]", "é", "[1 \u{0} 2]", "@", "1..2", "eval(1)", "1/[1 2]", ".", "[.]", "1.e", "--",
      String(repeating: "(", count: 1000), String(repeating: "[", count: 1000),
      String(repeating: "-", count: 1000), String(repeating: "1^", count: 1000),
      String(repeating: "1", count: 5000),
    ]
    for text in texts {
      do {
        _ = try Expression.evaluate(text)
        Issue.record("\(text) is taken")
      } catch {
        #expect(error.status == .expression, "\(text)")
        #expect(!error.message.contains("\n"))
      }
    }
    for text in ["Inf", "[1 NaN]", "1/0", "0/0", "1e999", "1e308*10", "-Inf", "10^400"] {
      #expect(status(text) == .notFinite, "\(text)")
    }
  }

  @Test func everyTextComesToAnEnd() {
    let bytes = Array("0123456789.+-*/^()[],;: \n\tone szpri%'@\u{e9}".utf8)
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    var taken = 0
    for _ in 0..<20_000 {
      let text = (0..<next() % 40).map { _ in bytes[next() % bytes.count] }
      if status(String(decoding: text, as: UTF8.self)) == .ok { taken += 1 }
    }
    #expect(taken > 0)
    // Pieces of real texts, cut and joined anywhere.
    let pieces = [
      "[0.3 0.2*ones(1,5)", "-0.34:0.02:0", "] ", " - ", " -1", ";", "ones(64,4096)", "+",
    ]
    for _ in 0..<2_000 {
      let text = (0..<next() % 12).map { _ in pieces[next() % pieces.count] }.joined()
      _ = status(text)
    }
  }
}
