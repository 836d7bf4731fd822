"""The proportions of a synthetic delivery.

Published (news of February 2026): 6,876 AEO firms at the end of 2025, about 1% of the firms with trade and nearly 40% of
trade value; their inspection rate 18.5% of that of regular firms; Huangpu customs: 315 advanced certified firms, 0.4% of
its firms, more than half of its trade. The rest (weights of districts, shares of findings) is plausible and no more.
"""

from typing import NamedTuple

REFERENCE_FIRMS = 2_000_000  # registered firms to which the published counts belong
ADVANCED = 6_876
CERTIFIED = 350  # the level that Order 282 made, so far
TRADING_PER_MILLE = 350  # of registered firms
BROKERS_PER_MILLE = 10

INSPECTED_PER_MILLION = 25_000  # documents of a regular firm that are inspected: 2.5%
INSPECTED_PER_MILLION_AEO = 4_625  # 18.5% of it
YUAN_A_DOCUMENT = 450_000

TRADE_MILLIONS = (1, 1, 1, 1, 2, 3, 4, 6, 9, 13, 20, 30, 50, 80, 130, 257)
"""Yearly trade of a firm without AEO level, in million yuan, by sixteenths; 38 on average."""

TRADE_MILLIONS_AEO = (100, 200, 300, 450, 650, 900, 1200, 1500, 1900, 2300, 2800, 3400, 4200, 5200, 6500, 9200)
"""The same of an advanced certified firm; 2,550 on average, so that 1% of the firms has 40% of the trade."""

HUANGPU = "5200"
HUANGPU_AEO_PERCENT = 145  # trade of its AEO firms against those elsewhere: more than half of the district's

FINDINGS_PER_MILLION, FINDINGS_AT_LEAST = 250, 40  # firms that meet a ground
DECIDED_PER_MILLION, DECIDED_AT_LEAST = 600, 30  # firms with a decided adverse rating
FORMER_PER_MILLION, FORMER_AT_LEAST = 500, 10  # firms whose certification ended


class Place(NamedTuple):
    """A customs district: its share of firms and of AEO firms (per 10,000), and the city that its firms are said to be in."""

    district: str
    firms: int
    aeo: int
    area: str  # the first four characters of a customs code
    city_zh: str
    city_en: str


PLACES = (
    Place("0100", 340, 430, "1101", "北京", "Beijing"),
    Place("0200", 220, 300, "1202", "天津", "Tianjin"),
    Place("0400", 180, 130, "1301", "石家庄", "Shijiazhuang"),
    Place("0500", 60, 50, "1401", "太原", "Taiyuan"),
    Place("0600", 30, 10, "1507", "满洲里", "Manzhouli"),
    Place("0700", 50, 40, "1501", "呼和浩特", "Hohhot"),
    Place("0800", 110, 110, "2101", "沈阳", "Shenyang"),
    Place("0900", 190, 220, "2102", "大连", "Dalian"),
    Place("1500", 60, 60, "2201", "长春", "Changchun"),
    Place("1900", 70, 40, "2301", "哈尔滨", "Harbin"),
    Place("2200", 960, 1150, "3101", "上海", "Shanghai"),
    Place("2300", 1120, 1350, "3205", "苏州", "Suzhou"),
    Place("2900", 1060, 800, "3301", "杭州", "Hangzhou"),
    Place("3100", 520, 420, "3302", "宁波", "Ningbo"),
    Place("3300", 210, 190, "3401", "合肥", "Hefei"),
    Place("3500", 270, 200, "3501", "福州", "Fuzhou"),
    Place("3700", 340, 330, "3502", "厦门", "Xiamen"),
    Place("4000", 130, 90, "3601", "南昌", "Nanchang"),
    Place("4200", 520, 460, "3702", "青岛", "Qingdao"),
    Place("4300", 260, 190, "3701", "济南", "Jinan"),
    Place("4600", 180, 110, "4101", "郑州", "Zhengzhou"),
    Place("4700", 160, 150, "4201", "武汉", "Wuhan"),
    Place("4900", 130, 90, "4301", "长沙", "Changsha"),
    Place("5100", 560, 420, "4401", "广州", "Guangzhou"),
    Place("5200", 394, 458, "4419", "东莞", "Dongguan"),
    Place("5300", 840, 780, "4403", "深圳", "Shenzhen"),
    Place("5700", 200, 190, "4404", "珠海", "Zhuhai"),
    Place("6000", 120, 60, "4405", "汕头", "Shantou"),
    Place("6400", 60, 30, "4601", "海口", "Haikou"),
    Place("6700", 50, 30, "4408", "湛江", "Zhanjiang"),
    Place("6800", 110, 90, "4407", "江门", "Jiangmen"),
    Place("7200", 100, 60, "4501", "南宁", "Nanning"),
    Place("7900", 160, 130, "5101", "成都", "Chengdu"),
    Place("8000", 120, 110, "5001", "重庆", "Chongqing"),
    Place("8300", 30, 20, "5201", "贵阳", "Guiyang"),
    Place("8600", 90, 40, "5301", "昆明", "Kunming"),
    Place("8800", 6, 2, "5401", "拉萨", "Lhasa"),
    Place("9000", 80, 70, "6101", "西安", "Xi'an"),
    Place("9400", 60, 30, "6501", "乌鲁木齐", "Urumqi"),
    Place("9500", 25, 18, "6201", "兰州", "Lanzhou"),
    Place("9600", 20, 12, "6401", "银川", "Yinchuan"),
    Place("9700", 6, 3, "6301", "西宁", "Xining"),
)


def share(per_million: int, at_least: int, firms: int) -> int:
    """How many of the firms: a share of them, and at least a few to look at, but never more than 1 in 50."""
    return min(per_million * firms // 1_000_000 + at_least, firms // 50)
