# language: fa
ویژگی: پاسخ‌های ناسازگار
  برخی پاسخ‌ها جداگانه پذیرفتنی است، ولی با هم درست نیست. برنامه چنین پاسخ‌هایی را با جای هر یک نام می‌برد
  و امتیاز را تغییر نمی‌دهد؛ جفت‌های ناسازگار داده است و ستاد مرکزی می‌تواند آن‌ها را تغییر دهد.

  قانون: پاسخ‌هایی که با هم درست نیست نام برده می‌شود

    الگوی سناریو: دو پاسخ ناسازگار هر کدام با سطر خود می‌آید
      با فرض اداره‌ای با این پاسخ‌ها
        | قلم      | پاسخ   |
        | <نخست> | <پاسخ نخست> |
        | <دوم>  | <پاسخ دوم>  |
      هنگامی که خودارزیابی انجام می‌شود
      آنگاه تنها ناسازگاری «<ناسازگاری>» نام برده می‌شود
      و پاسخ ناسازگار «<نخست>» با سطر خود در پروندهٔ پاسخ‌ها آمده است
      و پاسخ ناسازگار «<دوم>» با سطر خود در پروندهٔ پاسخ‌ها آمده است

      نمونه ها:
        | نخست                       | پاسخ نخست              | دوم                         | پاسخ دوم               | ناسازگاری                            |
        | office.service-desk        | value: خیر             | office.desk-finished        | count: ۸۱۲, total: ۱۴۰۰ | finished-without-desk                |
        | services.electronic        | count: ۱۲, total: ۲۱   | services.receipt            | count: ۹, total: ۱۳    | receipt-other-electronic             |
        | services.interactive       | count: ۱۰, total: ۲۱   | services.electronic         | count: ۱۲, total: ۲۱   | electronic-above-interactive         |
        | network.restore-planned    | value: ۲               | network.restore-tests       | count: ۳, total: ۳     | restore-above-planned                |
        | correspondence.document-id | count: ۳۰۰, total: ۹۰۰ | correspondence.e-signed     | count: ۴۰۰, total: ۹۰۰ | signed-above-document-id             |
        | training.ict-skills        | count: ۷۸, total: ۱۴۲  | training.security           | count: ۶۱, total: ۱۵۰  | staff-other-total                    |
        | people.incentive           | value: no              | people.incentive-services   | value: ۳               | incentive-services-without-incentive |
        | participation.strategy     | value: خیر             | participation.strategy-age  | value: ۲۰              | age-without-strategy                 |
        | committee.meetings         | value: ۰               | committee.decisions-done    | count: ۱۱, total: ۱۶   | decisions-without-meetings           |
        | website.statements         | count: ۳, total: ۳     | website.statements-age      | value: ۱۵              | statements-reviewed-and-old          |

    سناریو: جای پاسخی که از فهرست خدمات به دست آمده همان فهرست است
      با فرض اداره‌ای که به «services.receipt» پاسخ «count: 1, total: 3» داده است
      و دفتر ثبت خدمات چنین است
        | id          | title    | electronifiable | level |
        | 10000000001 | خدمت یکم | yes             | 3     |
        | 10000000002 | خدمت دوم | yes             | 4     |
      هنگامی که خودارزیابی انجام می‌شود
      آنگاه تنها ناسازگاری «receipt-other-electronic» نام برده می‌شود
      و پاسخ ناسازگار «services.receipt» با سطر خود در پروندهٔ پاسخ‌ها آمده است
      و پاسخ ناسازگار «services.electronic» از دفتر ثبت خدمات آمده است

    سناریو: پاسخی که با پرسش خود نمی‌خواند نیز نام برده می‌شود
      با فرض اداره‌ای که به «website.statements» پاسخ «count: 2, total: 2» داده است
      هنگامی که خودارزیابی انجام می‌شود
      آنگاه تنها ناسازگاری «statements-fewer-than-three» نام برده می‌شود

    سناریو: متن خروجی جمله و جای هر دو پاسخ را یک بار برای همهٔ کاربرگ‌ها دارد
      با فرض اداره‌ای با این پاسخ‌ها
        | قلم                  | پاسخ                   |
        | office.service-desk  | value: خیر             |
        | office.desk-finished | count: ۸۱۲, total: ۱۴۰۰ |
      هنگامی که نتیجهٔ خودارزیابی با کاربرگ «all» به صورت متن خواسته می‌شود
      آنگاه متن خروجی «میز خدمت حضوری برپا نیست، ولی مراجعانی کار خود را در میز خدمت به پایان برده‌اند» را دارد
      و جملهٔ ناسازگاری «finished-without-desk» تنها یک بار آمده است
      و متن خروجی «rounds/1405-2/answers.yaml:» را دارد
      و متن خروجی «۵۸٪ (۸۱۲ از ۱۴۰۰)» را دارد

  قانون: جایی که جای تردید هست چیزی گفته نمی‌شود

    الگوی سناریو: پاسخ‌های سازگار نزدیک به ناسازگاری نام برده نمی‌شود
      با فرض اداره‌ای با این پاسخ‌ها
        | قلم      | پاسخ   |
        | <نخست> | <پاسخ نخست> |
        | <دوم>  | <پاسخ دوم>  |
      هنگامی که خودارزیابی انجام می‌شود
      آنگاه هیچ ناسازگاری‌ای نام برده نمی‌شود

      نمونه ها:
        | نخست                    | پاسخ نخست              | دوم                       | پاسخ دوم             |
        | office.service-desk     | value: خیر             | office.desk-finished      | count: ۰, total: ۱۴۰۰ |
        | services.electronic     | count: ۱۲, total: ۲۱   | services.receipt          | count: ۹, total: ۱۲  |
        | network.restore-planned | value: ۳               | network.restore-tests     | count: ۳, total: ۳   |
        | training.ict-skills     | count: ۷۸, total: ۱۴۲  | training.security         | count: ۶۱, total: ۱۴۲ |
        | people.incentive        | value: yes             | people.incentive-services | value: ۰             |
        | website.statements      | count: ۳, total: ۳     | website.statements-age    | value: ۱۲            |

    سناریو: درصد بدون شمارش با چیزی ناسازگار نیست
      با فرض اداره‌ای با این پاسخ‌ها
        | قلم                 | پاسخ                 |
        | services.electronic | count: ۱۲, total: ۲۱ |
        | services.receipt    | value: ۶۹٪           |
      هنگامی که خودارزیابی انجام می‌شود
      آنگاه هیچ ناسازگاری‌ای نام برده نمی‌شود

    سناریو: پاسخی که موضوعیت ندارد با چیزی ناسازگار نیست
      با فرض اداره‌ای با این پاسخ‌ها
        | قلم                  | پاسخ                                 |
        | office.service-desk  | value: خیر                           |
        | office.desk-finished | not_applicable: مراجعهٔ حضوری نداریم |
      هنگامی که خودارزیابی انجام می‌شود
      آنگاه هیچ ناسازگاری‌ای نام برده نمی‌شود

    سناریو: در ادارهٔ نمونه پاسخ ناسازگاری نیست
      با فرض ادارهٔ نمونه
      هنگامی که خودارزیابی با کاربرگ «all» انجام می‌شود
      آنگاه هیچ ناسازگاری‌ای نام برده نمی‌شود

  قانون: ناسازگاری نه امتیاز را تغییر می‌دهد و نه کد خروج را

    سناریو: اداره‌ای با پاسخ‌های ناسازگار همان امتیاز و کد خروج را دارد
      با فرض اداره‌ای با این پاسخ‌ها
        | قلم                       | پاسخ       |
        | participation.strategy    | value: yes |
        | people.incentive          | value: no  |
        | people.incentive-services | value: ۳   |
      هنگامی که خودارزیابی انجام می‌شود
      آنگاه کد خروج ۰ است
      و تنها ناسازگاری «incentive-services-without-incentive» نام برده می‌شود
      و سنجهٔ «I7-01» محقق است و از ۱ امتیاز ۱ می‌گیرد

  قانون: جفت‌های ناسازگار را ستاد مرکزی تعیین می‌کند

    زمینه:
      با فرض اداره‌ای با این پاسخ‌ها
        | قلم                  | پاسخ                   |
        | office.service-desk  | value: خیر             |
        | office.desk-finished | count: ۸۱۲, total: ۱۴۰۰ |

    سناریو: کاربرگ‌هایی که جفتی ندارد ناسازگاری نام نمی‌برد
      با فرض پوشهٔ کاربرگ‌های ستاد مرکزی پروندهٔ جفت‌های ناسازگار ندارد
      هنگامی که خودارزیابی با کاربرگ‌های ستاد مرکزی انجام می‌شود
      آنگاه کد خروج ۰ است
      و هیچ ناسازگاری‌ای نام برده نمی‌شود

    سناریو: جفتی که ستاد مرکزی افزوده است سنجیده می‌شود
      با فرض پروندهٔ جفت‌های ناسازگار ستاد مرکزی چنین است
        """
        pairs:
          - id: all-visits
            says: {fa: شمار مراجعات از اندازه بیرون است., en: Too many visits.}
            together: [{fact: office.desk-finished, part: total, at_least: 1000}]
            basis: {kind: proposed}
        """
      هنگامی که خودارزیابی با کاربرگ‌های ستاد مرکزی انجام می‌شود
      آنگاه تنها ناسازگاری «all-visits» نام برده می‌شود

    سناریو: جفتی با قلم ناشناخته با نام پرونده و سطر رد می‌شود
      با فرض پروندهٔ جفت‌های ناسازگار ستاد مرکزی چنین است
        """
        pairs:
          - id: all-visits
            says: {fa: شمار مراجعات از اندازه بیرون است., en: Too many visits.}
            together: [{fact: office.desk-finishd, part: total, at_least: 1000}]
            basis: {kind: proposed}
        """
      هنگامی که کاربرگ‌های ستاد مرکزی اعتبارسنجی می‌شود
      آنگاه کد خروج ۳ است
      و ایراد پروندهٔ جفت‌های ناسازگار در سطر ۴ «office.desk-finished» را یادآور می‌شود
