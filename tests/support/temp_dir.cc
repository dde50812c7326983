#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "proto/base/check.h"

namespace hemoledger {

TempDir::TempDir() {
  path_ = (std::filesystem::temp_directory_path() / "hemoledger-test-XXXXXX").string();
  HL_CHECK(mkdtemp(path_.data()) != nullptr) << path_ << ": " << std::strerror(errno);
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::Join(std::string_view name) const {
  return (std::filesystem::path(path_) / name).string();
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  HL_CHECK(!file.fail()) << path;
}

}  // namespace hemoledger
