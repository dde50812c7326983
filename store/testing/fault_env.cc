#include "store/testing/fault_env.h"

#include "rocksdb/env.h"
#include "store/testing/fault_file_system.h"

namespace hemoledger {

FaultEnv::FaultEnv(uint64_t seed)
    : files_(std::make_shared<internal::FaultFileSystem>(seed)),
      env_(rocksdb::NewCompositeEnv(files_)) {}
FaultEnv::~FaultEnv() = default;

rocksdb::Env* FaultEnv::env() const {
  return env_.get();
}
void FaultEnv::FailAfter(Operation operation, uint64_t n, Fault fault, std::string_view path_part) {
  files_->Plan(operation, n, /*once=*/false, fault, path_part);
}
void FaultEnv::FailOnce(Operation operation, uint64_t n, Fault fault, std::string_view path_part) {
  files_->Plan(operation, n, /*once=*/true, fault, path_part);
}
void FaultEnv::ClearFaults() {
  files_->ClearFaults();
}
bool FaultEnv::fault_came() const {
  return files_->fault_came();
}
uint64_t FaultEnv::count(Operation operation) const {
  return files_->count(operation);
}
void FaultEnv::Stop() {
  files_->Stop();
}
void FaultEnv::Restart() {
  files_->Restart();
}
void FaultEnv::PowerCut(Unsynced unsynced) {
  files_->PowerCut(unsynced);
}
void FaultEnv::SetFreeBytes(uint64_t bytes) {
  files_->SetFreeBytes(bytes);
}
std::string FaultEnv::ReadFile(const std::string& path) const {
  return files_->ReadWhole(path);
}
void FaultEnv::WriteFile(const std::string& path, std::string_view bytes) {
  files_->WriteWhole(path, bytes);
}
std::vector<std::string> FaultEnv::Files(std::string_view path_part) const {
  return files_->Files(path_part);
}

}  // namespace hemoledger
