//! The labels of `systeminfo` in the languages of the world, as far as they matter here.
//!
//! A language that is not in the table is read by the shape of its values; see
//! [`super::systeminfo`].

/// What a line of `systeminfo` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::import) enum Label {
    HostName,
    OsName,
    OsVersion,
    Configuration,
    Manufacturer,
    Model,
    SystemType,
    Domain,
    Hotfixes,
    NetworkCards,
}

use Label::{
    Configuration, Domain, HostName, Hotfixes, Manufacturer, Model, NetworkCards, OsName,
    OsVersion, SystemType,
};

/// Labels in lower case without the colon: English, German, French, Spanish, Russian, Chinese (both
/// scripts), Japanese, Korean, Italian, Portuguese, Dutch, Polish, Swedish.
const LABELS: &[(&str, Label)] = &[
    ("host name", HostName),
    ("os name", OsName),
    ("os version", OsVersion),
    ("os configuration", Configuration),
    ("system manufacturer", Manufacturer),
    ("system model", Model),
    ("system type", SystemType),
    ("domain", Domain),
    ("hotfix(s)", Hotfixes),
    ("network card(s)", NetworkCards),
    ("hostname", HostName),
    ("betriebssystemname", OsName),
    ("betriebssystemversion", OsVersion),
    ("betriebssystemkonfiguration", Configuration),
    ("systemhersteller", Manufacturer),
    ("systemmodell", Model),
    ("systemtyp", SystemType),
    ("domäne", Domain),
    ("hotfix(es)", Hotfixes),
    ("hotfix(e)", Hotfixes),
    ("netzwerkkarte(n)", NetworkCards),
    ("nom de l'hôte", HostName),
    ("nom du système d'exploitation", OsName),
    ("version du système", OsVersion),
    ("configuration du système d'exploitation", Configuration),
    ("fabricant du système", Manufacturer),
    ("modèle du système", Model),
    ("type du système", SystemType),
    ("domaine", Domain),
    ("correctif(s)", Hotfixes),
    ("carte(s) réseau", NetworkCards),
    ("nombre de host", HostName),
    ("nombre del sistema operativo", OsName),
    ("versión del sistema operativo", OsVersion),
    ("configuración del sistema operativo", Configuration),
    ("fabricante del sistema", Manufacturer),
    ("modelo el sistema", Model),
    ("modelo del sistema", Model),
    ("tipo de sistema", SystemType),
    ("dominio", Domain),
    ("revisión(es)", Hotfixes),
    ("tarjeta(s) de red", NetworkCards),
    ("имя узла", HostName),
    ("название ос", OsName),
    ("версия ос", OsVersion),
    ("параметры ос", Configuration),
    ("изготовитель системы", Manufacturer),
    ("модель системы", Model),
    ("тип системы", SystemType),
    ("домен", Domain),
    ("исправление(я)", Hotfixes),
    ("исправления", Hotfixes),
    ("сетевые адаптеры", NetworkCards),
    ("主机名", HostName),
    ("os 名称", OsName),
    ("os 版本", OsVersion),
    ("os 配置", Configuration),
    ("系统制造商", Manufacturer),
    ("系统型号", Model),
    ("系统类型", SystemType),
    ("域", Domain),
    ("修补程序", Hotfixes),
    ("网卡", NetworkCards),
    ("ホスト名", HostName),
    ("os 名", OsName),
    ("os バージョン", OsVersion),
    ("os 構成", Configuration),
    ("システム製造元", Manufacturer),
    ("システム モデル", Model),
    ("システムの種類", SystemType),
    ("ドメイン", Domain),
    ("ホットフィックス", Hotfixes),
    ("修正プログラム", Hotfixes),
    ("ネットワーク カード", NetworkCards),
    ("主機名稱", HostName),
    ("作業系統名稱", OsName),
    ("作業系統版本", OsVersion),
    ("作業系統設定", Configuration),
    ("系統製造商", Manufacturer),
    ("系統型號", Model),
    ("系統類型", SystemType),
    ("網域", Domain),
    ("hotfix", Hotfixes),
    ("網路卡", NetworkCards),
    ("호스트 이름", HostName),
    ("os 이름", OsName),
    ("os 버전", OsVersion),
    ("os 구성", Configuration),
    ("시스템 제조업체", Manufacturer),
    ("시스템 모델", Model),
    ("시스템 종류", SystemType),
    ("도메인", Domain),
    ("핫픽스", Hotfixes),
    ("네트워크 카드", NetworkCards),
    ("nome host", HostName),
    ("nome sistema operativo", OsName),
    ("versione sistema operativo", OsVersion),
    ("configurazione sistema operativo", Configuration),
    ("produttore sistema", Manufacturer),
    ("modello sistema", Model),
    ("tipo sistema", SystemType),
    ("aggiornamenti rapidi", Hotfixes),
    ("schede di rete", NetworkCards),
    ("nome do host", HostName),
    ("nome do anfitrião", HostName),
    ("nome do sistema operacional", OsName),
    ("nome do sistema operativo", OsName),
    ("versão do sistema operacional", OsVersion),
    ("versão do sistema operativo", OsVersion),
    ("configuração do sistema operacional", Configuration),
    ("configuração do sistema operativo", Configuration),
    ("fabricante do sistema", Manufacturer),
    ("modelo do sistema", Model),
    ("tipo de sistema", SystemType),
    ("domínio", Domain),
    ("placa(s) de rede", NetworkCards),
    ("hostnaam", HostName),
    ("naam van besturingssysteem", OsName),
    ("versie van besturingssysteem", OsVersion),
    ("configuratie van besturingssysteem", Configuration),
    ("fabrikant van systeem", Manufacturer),
    ("systeemmodel", Model),
    ("systeemtype", SystemType),
    ("domein", Domain),
    ("netwerkkaart(en)", NetworkCards),
    ("nazwa hosta", HostName),
    ("nazwa systemu operacyjnego", OsName),
    ("wersja systemu operacyjnego", OsVersion),
    ("konfiguracja systemu operacyjnego", Configuration),
    ("producent systemu", Manufacturer),
    ("model systemu", Model),
    ("typ systemu", SystemType),
    ("domena", Domain),
    ("poprawki", Hotfixes),
    ("karty sieciowe", NetworkCards),
    ("värddatornamn", HostName),
    ("operativsystemets namn", OsName),
    ("operativsystemets version", OsVersion),
    ("operativsystemets konfiguration", Configuration),
    ("systemtillverkare", Manufacturer),
    ("domän", Domain),
    ("snabbkorrigeringar", Hotfixes),
    ("nätverkskort", NetworkCards),
];

/// The meaning of a label, in any case, with any kind of blank in it.
pub(in crate::import) fn find(label: &str) -> Option<Label> {
    let lower = label.to_lowercase();
    let plain = if lower.is_ascii() {
        lower
    } else {
        lower.replace(['\u{a0}', '\u{202f}'], " ").replace('’', "'")
    };
    let plain = plain.trim().trim_end_matches([':', '：']).trim_end();
    LABELS.iter().find(|(known, _)| *known == plain).map(|(_, label)| *label)
}

/// How many of the labels with other letters than English ones stand at the start of a line.
pub(in crate::import) fn occurrences(text: &str) -> usize {
    let labelled = |line: &str| {
        line.split_once([':', '：'])
            .is_some_and(|(label, _)| !label.is_ascii() && find(label).is_some())
    };
    text.lines().filter(|line| labelled(line)).count()
}

/// Words for a server and for a domain controller in `OS Configuration`.
const SERVER: &[&str] = &[
    "server",
    "serveur",
    "servidor",
    "сервер",
    "服务器",
    "サーバー",
    "サーバ",
    "domain controller",
    "domänencontroller",
    "contrôleur",
    "controlador",
    "контроллер",
    "域控制器",
    "ドメイン コントローラ",
    "伺服器",
    "網域控制站",
    "서버",
    "도메인 컨트롤러",
    "controller di dominio",
    "controlador de domínio",
    "domeincontroller",
    "serwer",
    "kontroler domeny",
    "domänkontrollant",
];
/// Words for a workstation.
const WORKSTATION: &[&str] = &[
    "workstation",
    "arbeitsstation",
    "station de travail",
    "estación de trabajo",
    "рабочая станция",
    "工作站",
    "ワークステーション",
    "워크스테이션",
    "estação de trabalho",
    "werkstation",
    "stacja robocza",
    "arbetsstation",
];

/// Whether an `OS Configuration` is that of a server; `None` if the words are not known.
pub(in crate::import) fn is_server(configuration: &str) -> Option<bool> {
    let lower = configuration.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if any(WORKSTATION) {
        Some(false)
    } else if any(SERVER) {
        Some(true)
    } else {
        None
    }
}
