#include "services/domain/tree_days.h"

namespace hemoledger {

int TreeDays::FindEpoch(int32_t date) {
  if (const auto known = epoch_of_date_.find(date); known != epoch_of_date_.end()) {
    return known->second;
  }
  std::vector<UnitIndex> parents = tree_.ParentsOn(date);
  // Newest first: days come in runs.
  int epoch = static_cast<int>(parents_.size());
  while (epoch > 0 && parents_[epoch - 1] != parents) --epoch;
  if (epoch == 0) {
    parents_.push_back(std::move(parents));
    epoch = static_cast<int>(parents_.size());
  }
  epoch_of_date_.emplace(date, epoch - 1);
  return epoch - 1;
}

}  // namespace hemoledger
