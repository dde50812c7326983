// The changes of an amendment, in words.
#pragma once

#include <string>

#include "hemoledger/v1/plans.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// "chuyển 50 ĐVM: kien-giang-cao-dang-su-pham còn 650, kien-giang-lien-doan-lao-dong thành 553".
std::string PlanChangeWords(const v1::PlanChange& change, Language language);

}  // namespace hemoledger
