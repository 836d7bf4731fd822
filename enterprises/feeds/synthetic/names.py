"""Made-up names of firms and people. Each says that it is synthetic; any likeness is chance."""

import re

from enterprises.feeds.synthetic.calibration import Place
from enterprises.feeds.synthetic.dice import Dice

MARK_ZH, MARK_EN = "（合成）", "(synthetic)"

SYLLABLES = tuple(
    re.findall(
        r"(.)([A-Z][a-z]+)",
        "恒Heng瑞Rui华Hua泰Tai盛Sheng达Da鑫Xin源Yuan安An联Lian嘉Jia宏Hong远Yuan信Xin诚Cheng美Mei博Bo创Chuang凯Kai隆Long顺Shun"
        "通Tong明Ming利Li丰Feng润Run金Jin百Bai汇Hui捷Jie正Zheng康Kang优You科Ke天Tian海Hai东Dong新Xin中Zhong佳Jia永Yong兴Xing"
        "宝Bao德De亿Yi荣Rong辉Hui和He启Qi星Xing立Li晟Sheng卓Zhuo雅Ya景Jing昌Chang祥Xiang飞Fei锦Jin航Hang泽Ze逸Yi川Chuan岳Yue",
    )
)
"""Characters that names of firms are made of, with their sound."""

TRADES = (
    ("电子科技", "Electronics Technology", "manufacturing"),
    ("精密机械", "Precision Machinery", "manufacturing"),
    ("纺织", "Textile", "manufacturing"),
    ("服装", "Garments", "manufacturing"),
    ("家具", "Furniture", "manufacturing"),
    ("塑胶制品", "Plastic Products", "manufacturing"),
    ("五金制品", "Hardware", "manufacturing"),
    ("汽车零部件", "Auto Parts", "manufacturing"),
    ("玩具", "Toys", "manufacturing"),
    ("食品", "Foods", "manufacturing"),
    ("化工", "Chemicals", "manufacturing"),
    ("医疗器械", "Medical Devices", "manufacturing"),
    ("新能源", "New Energy", "manufacturing"),
    ("光电", "Optoelectronics", "manufacturing"),
    ("进出口", "Import and Export", "other"),
    ("国际贸易", "International Trading", "other"),
    ("供应链管理", "Supply Chain Management", "other"),
    ("实业", "Industrial", "other"),
    ("商贸", "Commerce", "other"),
    ("跨境电子商务", "Cross-border E-commerce", "other"),
    ("农产品", "Agricultural Products", "other"),
    ("矿产资源", "Mineral Resources", "other"),
)
BROKER_TRADES = (
    ("报关", "Customs Brokerage", "other"),
    ("国际货运代理", "International Freight Forwarding", "other"),
    ("国际物流", "International Logistics", "other"),
)
SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
GIVEN = tuple("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力鹏飞玲宁波斌宇浩凯健俊帆雪婷慧颖琳晨阳佳欣")
ROADS = (
    ("科技路", "Keji Road"),
    ("工业大道", "Gongye Avenue"),
    ("人民路", "Renmin Road"),
    ("中山路", "Zhongshan Road"),
    ("港口路", "Gangkou Road"),
    ("创业街", "Chuangye Street"),
    ("建设路", "Jianshe Road"),
    ("滨江大道", "Binjiang Avenue"),
)


def firm_name(dice: Dice, place: Place, broker: bool) -> tuple[str, str, str]:
    """Chinese name, English name, and what the firm does (`manufacturing` or `other`)."""
    first, second = dice.pick(SYLLABLES), dice.pick(SYLLABLES)
    trade_zh, trade_en, production = dice.pick(BROKER_TRADES if broker else TRADES)
    return (
        f"{place.city_zh}市{first[0]}{second[0]}{trade_zh}有限公司{MARK_ZH}",
        f"{place.city_en} {first[1]}{second[1].lower()} {trade_en} Co., Ltd. {MARK_EN}",
        production,
    )


def address(dice: Dice, place: Place) -> tuple[str, str]:
    """Address in Chinese and in English."""
    road_zh, road_en = dice.pick(ROADS)
    number = dice.between(1, 999)
    return f"{place.city_zh}市{road_zh}{number}号{MARK_ZH}", f"No. {number} {road_en}, {place.city_en} {MARK_EN}"


def person(dice: Dice) -> str:
    """The name of a person."""
    second = dice.pick(GIVEN) if dice.below(2) else ""
    return f"{dice.pick(SURNAMES)}{dice.pick(GIVEN)}{second}{MARK_ZH}"
