// What the tests of input files share: files in a temporary folder, and units known from a units
// file.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/input/input_files.h"
#include "proto/base/random.h"
#include "services/domain/org_tree.h"
#include "tests/support/temp_dir.h"

namespace hemoledger {

// The repository's file of that path.
std::string SourcePath(std::string_view path);

// Resolves in a tree in memory. Counts how often it is asked.
class TreeResolver : public UnitResolver {
 public:
  explicit TreeResolver(const OrgTree& tree) : tree_(tree) {}

  absl::StatusOr<std::string> Resolve(const v1::UnitReference& reference) override;

  int asked() const { return asked_; }

 private:
  const OrgTree& tree_;
  int asked_ = 0;
};

// Applies a units file to a tree; every change must be fit.
void ApplyUnits(const UnitsFile& file, OrgTree& tree);

// Problems as lines "file:line:column (heading): message", the file without its folder.
std::vector<std::string> Lines(const Problems& problems);

class InputTest : public ::testing::Test {
 protected:
  InputTest();

  // Writes a file, byte for byte; answers with its path.
  std::string Write(std::string_view name, std::string_view content);

  // A province with two districts, a school and a body of the same name in each of two provinces.
  OrgTree tree_;
  TreeResolver resolver_{tree_};
  SeededRandom random_{7};
  Problems problems_;
  TempDir dir_;
};

}  // namespace hemoledger
