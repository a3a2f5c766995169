//! Words that stand beside patches and service packs: those that say nothing against them, and those
//! that deny.
//!
//! A list of updates may hold whatever its author wrote beside a number. What belongs to the name of
//! an update, to its day or to its success is harmless; a word that nobody knows may be a `not` in
//! any language.

/// What names of updates are made of, in the languages of the vendor's titles, and words that say
/// that one is there.
const HARMLESS: &str = "\
    step by interactive training lecteur explorateur reproductor lettore serveur servidor \
    kb q kbs update updates security critical cumulative important moderate low hotfix hotfixes \
    fix quickfix patch patches qfe qfes rollup package pack service servicepack sp feature \
    definition definitions driver drivers bulletin bulletins ms article articles knowledge base \
    knowledgebase engineering general distribution release version ver v rev revision build \
    edition level language english german deutsch french enu deu fra esn ita jpn intl gdr ldr \
    rtm wga mui series quality monthly preview stack servicing vulnerability os windows win nt \
    wink wk wxp xp vista server servers client workstation professional pro home business \
    enterprise ultimate standard datacenter web small premium starter basic embedded tablet pc \
    media center player r microsoft ms-dos internet explorer ie outlook express mail messenger \
    office word excel powerpoint access publisher visio project exchange sql iis net .net \
    framework asp aspnet msxml xml core services parser mdac jet engine database directx dx \
    vbscript jscript script scripting host installer wm wmp wmf shell runtime visual studio c \
    c++ redistributable silverlight defender search desktop remote connection rdp rpc dcom smb \
    tcp ip dns dhcp time zone dst kernel gdi graphics component components management powershell \
    winrm bits wsus agent genuine advantage validation notification systems system based bit x86 \
    x64 amd64 ia64 i386 itanium platform platforms flash adobe junk filter compatibility \
    malicious software tool root certificate certificates help hyperlink object library image \
    acquisition wia color colour module print spooler task scheduler for and the a an in on at \
    with see more information id number nr date day für fuer und am vom der die das mit pour et \
    de du des la le les para el los y e per di del della da voor van för til dla для и 的 用 の 用の \
    sicherheitsupdate sicherheitsupdates kritisches kumulatives aktualisierung mise mises à jour \
    sécurité correctif correctifs actualización actualizaciones seguridad crítica acumulativa \
    revisión aggiornamento aggiornamenti protezione sicurezza rapido atualização segurança \
    beveiligingsupdate beveiliging säkerhetsuppdatering uppdatering sikkerhedsopdatering \
    opdatering sikkerhetsoppdatering oppdatering aktualizacja zabezpieczeń poprawka aktualizace \
    zabezpečení päivitys suojauspäivitys обновление обновления безопасности исправление 更新 更新程序 \
    安全更新 安全更新程序 安全性更新 修补程序 セキュリティ 更新プログラム 업데이트 보안 installed installedon installation applied \
    present success successful successfully succeeded ok yes true done verified complete \
    completed active already is installiert ja vorhanden erledigt erfolgreich installé installée \
    installés installées oui instalado instalada instalados instaladas sí installato installata \
    installati sì geïnstalleerd zainstalowano zainstalowany zainstalowana installerad \
    installeret installert nainstalováno asennettu установлено установлен установлена да 已安装 已安裝 \
    インストール済み インストール済 설치됨 pm utc gmt z t";

/// Parts of words for patches.
const PATCHES: &str = "\
    patch hotfix update correctif parche aktualisierung aktualisiert actualiza aggiorna atualiza \
    bulletin aktualizac oppdatering opdatering uppdatering päivity обновлен 更新 补丁 修补 업데이트";

/// Words that deny, postpone or take back, wherever they stand.
const DENIALS: &str = "\
    not no non none never without except excluding excl but minus lacks lacking missing absent \
    failed fails failure failing error errors pending planned scheduled required requires needed \
    needs need outstanding awaiting waiting waits todo tbd open removed remove uninstalled \
    uninstall deinstalled reverted rolled rollback rolledback backed withdrawn revoked declined \
    rejected cancelled canceled aborted skipped deferred postponed blocked unsuccessful \
    incomplete unknown reboot restart progress downloaded downloading offered false unpatched \
    superseded partially partly vulnerable doubtful maybe unconfirmed unverified notinstalled \
    cannot can't isn't wasn't nicht kein keine keinen ohne außer ausser fehlt fehlen fehlend \
    fehlende fehler fehlerhaft fehlgeschlagen nein ausstehend geplant offen entfernt \
    deinstalliert zurückgerollt abgebrochen gescheitert erforderlich benötigt nötig neustart nie \
    pas sans sauf manque manquant manquante échec échoué prévu prévue planifié annulé \
    désinstallé supprimé requis attente aucun aucune jamais sin excepto salvo falta faltan \
    faltante fallido falló fallo pendiente previsto planificado desinstalado eliminado nunca \
    ningún ninguno senza tranne manca mancante fallito fallita pianificato rimosso disinstallato \
    não sem exceto ausente pendente falhou removido faltando niet geen zonder behalve ontbreekt \
    mislukt gepland verwijderd nee brak bez oprócz błąd inte utan saknas nej misslyckades ikke \
    uden uten mangler ei puuttuu není chybí не нет без кроме отсутствует ошибка 未安装 未安裝 缺失 失败 失敗 \
    未 未インストール 미설치 실패 refused abandoned stuck denied corrupt crashed hung ignored verweigert \
    abgelehnt refusé rechazado rifiutato uninstallation removal removing backout rückgängig \
    deinstallation désinstallation desinstalación disinstallazione desinstalação deïnstallatie";

/// Beginnings of words that say that something was taken back.
const TAKEN_BACK: &str = "\
    uninstall deinstall removed removal removing rollback rolled revert backout backed \
    rückgängig zurückge deinstal entfernt entfernung désinstall supprimé suppression annulé \
    desinstal eliminad revertid disinstall rimoss rimozione annullat deïnstall verwijder \
    teruggedraaid odinstal avinstall afinstall удален удалён удаление 卸载 アンインストール";

/// Words that say that something came to nothing, or was undone with all the rest.
const UNDONE: &str = "\
    failed fails failure failing unsuccessful aborted cancelled canceled rejected refused \
    declined withdrawn revoked abandoned crashed bsod restored reimaged reinstalled wiped \
    formatted rebuilt unpatched incomplete fehlgeschlagen gescheitert abgebrochen abgelehnt \
    zurückgesetzt échoué échec fallido falló fallito mislukt misslyckades falhou ошибка 失败 失敗 실패";

/// What the tool is called, in the languages of the vendor, that removes other software.
const REMOVERS: [&str; 7] = [
    "malicious software removal tool",
    "entfernung bösartiger software",
    "entfernen bösartiger software",
    "suppression de logiciels malveillants",
    "eliminación de software malintencionado",
    "rimozione malware",
    "rimozione di software dannoso",
];

/// Months and days of the week in the languages of consoles, whole and short.
const CALENDAR: &str = "\
    january february march april may june july august september october november december \
    jan feb mar apr jun jul aug sep sept oct nov dec \
    januar februar märz mai juni juli oktober dezember mär mrz okt dez jänner \
    janvier février mars avril juin juillet août septembre octobre novembre décembre janv févr avr juil déc \
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene abr ago dic \
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug ott \
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev \
    januari februari maart mei augustus maj augusti marts mrt \
    styczeń luty marzec kwiecień czerwiec lipiec sierpień wrzesień październik listopad grudzień \
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia \
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря \
    янв фев мар апр июн июл авг сен окт ноя дек \
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so \
    lundi mardi mercredi jeudi vendredi samedi dimanche \
    lunes martes miércoles jueves viernes sábado domingo \
    lunedì martedì mercoledì giovedì venerdì sabato domenica \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag \
    mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag fredag lördag söndag \
    poniedziałek wtorek środa czwartek piątek sobota niedziela \
    ledna února března dubna května června července srpna září října listopadu prosince \
    tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta \
    syyskuuta lokakuuta marraskuuta joulukuuta \
    понедельник вторник среда четверг пятница суббота воскресенье";

/// Whether a text in lower case has a part of a word for patches.
pub(crate) fn has_patch_word(text: &str) -> bool {
    PATCHES.split(' ').any(|part| text.contains(part))
}

/// Whether a word is one of a name of an update, or says that it is there: `WM9`, `MS06-040`, `XP`.
pub(crate) fn is_harmless(word: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.strip_suffix("(s)").unwrap_or(&word);
    let stem = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let letters: String = word.chars().filter(|c| !c.is_ascii_digit()).collect();
    let known = |word: &str| HARMLESS.split(' ').any(|known| known == word);
    known(word)
        || (!stem.is_empty() && stem != "x" && known(stem))
        || (letters.len() > 1 && known(&letters))
        || is_of_calendar(word)
}

/// Whether a word denies what stands beside it.
pub(crate) fn denies(word: &str) -> bool {
    let lower = word.to_lowercase();
    DENIALS.split(' ').any(|denial| denial == lower)
}

/// Whether a text has a word that denies.
pub(crate) fn has_denial(text: &str) -> bool {
    let lower = without_removers(text);
    words(&lower).any(denies)
        || lower.contains("0x8")
        || lower.split(',').any(|part| part.trim() == "no")
}

/// Whether a text says that something was taken back: `Uninstallation of …`, `removed by user`.
pub(crate) fn takes_back(text: &str) -> bool {
    let lower = without_removers(text);
    words(&lower).any(|word| TAKEN_BACK.split(' ').any(|start| word.starts_with(start)))
}

/// Whether a text says that something was taken back, or came to nothing.
pub(crate) fn is_undone(text: &str) -> bool {
    let undone = |word: &str| UNDONE.split(' ').any(|known| known == word);
    takes_back(text) || words(&text.to_lowercase()).any(undone)
}

/// A text in lower case, without the name of the tool that removes other software.
fn without_removers(text: &str) -> String {
    REMOVERS.iter().fold(text.to_lowercase(), |text, name| text.replace(name, ""))
}

/// The words of a text: letters and digits, and what stands inside words.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
}

/// Whether a word is a month or a day of the week.
pub(crate) fn is_of_calendar(word: &str) -> bool {
    let lower = word.to_lowercase();
    let letters = lower.trim_end_matches('.');
    !letters.is_empty() && CALENDAR.split(' ').any(|name| name == letters)
}
