"""Uses a page of `--report-html` as a reader does, in headless Chromium: filters, opens a failure, follows a deep link, reads
the difference. Needs `pip install selenium` and a browser with its driver, such as the packages `chromium` and `chromium-driver`.

    python3 .ci/browser/check.py REPORT.html [--screenshots DIR] [--open-within SECONDS] [--filter-within MILLISECONDS]
"""

import argparse
import pathlib
import shutil
import sys
import time

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait


def browser(dark: bool) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    for flag in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"]:
        options.add_argument(flag)
    if dark:
        options.add_argument("--blink-settings=preferredColorScheme=0")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


class Page:
    def __init__(self, driver: webdriver.Chrome, url: str):
        self.driver, self.url = driver, url

    def load(self, fragment: str = "") -> float:
        """Opens the page anew; the seconds until it could be used, as the browser measures them."""
        self.driver.get("about:blank")
        self.driver.get(self.url + fragment)
        self.wait(lambda: self.script("return document.documentElement.dataset.ready === 'true'"))
        return self.script("return performance.getEntriesByName('ready')[0].startTime") / 1000

    def script(self, text: str, *arguments):
        return self.driver.execute_script(text, *arguments)

    def wait(self, is_so):
        return WebDriverWait(self.driver, 60).until(lambda _: is_so())

    def all(self, selector: str):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str):
        self.wait(lambda: self.all(selector))
        return self.all(selector)[0]

    def shown(self) -> int:
        return int(self.one("#count").text.split()[0])

    def choose(self, field: str, value: str) -> float:
        """Filters; the milliseconds that this takes, the least of some tries as the machine may be busy."""
        return self.script(
            "const it = document.getElementById(arguments[0]); const took = []; const old = it.value;"
            "const set = (value) => { const began = performance.now(); it.value = value;"
            "  it.dispatchEvent(new Event('input', {bubbles: true})); document.body.offsetHeight; return performance.now() - began; };"
            "for (let n = 0; n < 5; n++) { set(old); took.push(set(arguments[1])); } return Math.min(...took)",
            field,
            value,
        )

    def press(self, key: str):
        self.driver.switch_to.active_element.send_keys(key)


def use(page: Page, limits: argparse.Namespace) -> None:
    # The machine may be busy with something else.
    opened = min(page.load() for _ in range(5))
    everything = page.shown()
    assert everything > 0, "no case is listed"
    assert len(page.all(".row")) < 200, "every row is in the page: the list is not virtual"
    took = [page.choose("verdict", "fail")]
    failing = page.shown()
    assert 0 < failing < everything, (failing, everything)
    row = page.one(".row")
    id = row.find_element(By.CSS_SELECTOR, ".id").text
    took.append(page.choose("q", id))
    assert 0 < page.shown() <= failing, "the text filter does not narrow"
    page.one(".row .id").click()
    page.wait(lambda: page.all("#detail .diff"))
    assert page.one("#detail-title").text == id
    expected, actual = page.one(".diff .expected").text, page.one(".diff .actual").text
    assert expected.startswith("expected") and actual.startswith("actual"), (expected, actual)
    assert page.one("#detail .requirement").text and page.one("#detail li .statement").text, "no requirement or evidence"
    assert id.split("/")[0] in page.one("#detail .rerun").text or "--exact" in page.one("#detail .rerun").text
    if page.all("#detail .answer"):
        assert page.all("#detail .answer mark"), "what differs is not marked in the answer"
        assert page.script("return document.querySelector('.curl').textContent").startswith("curl ")
    link = page.driver.current_url
    assert "case=" in link, link
    page.press(Keys.ESCAPE)
    page.wait(lambda: not page.one("#detail").is_displayed())
    page.load("#" + link.split("#")[1])
    page.wait(lambda: page.all("#detail .diff"))
    assert page.one("#detail-title").text == id, "the deep link opens another case"
    assert page.one(".diff .expected").text == expected
    page.press(Keys.ESCAPE)
    page.load()
    page.one("body").send_keys("/")
    assert page.script("return document.activeElement.id") == "q", "/ does not go to the text"
    page.press(Keys.ESCAPE)
    page.one("body").send_keys("j")
    page.one("body").send_keys(Keys.ENTER)
    page.wait(lambda: page.one("#detail").is_displayed())
    page.press(Keys.ESCAPE)
    took.append(page.choose("q", "key"))
    assert page.script("return window.owned") is None, "something that an endpoint sent was run"
    assert page.script("return performance.getEntriesByType('resource').filter(it => !it.name.startsWith('data:')).length") == 0
    logged = [it for it in page.driver.get_log("browser") if it["level"] == "SEVERE"]
    assert not logged, logged
    worst = max(took)
    print(f"{everything} cases, {failing} fail: open after {opened:.2f} s; a filter takes {worst:.0f} ms")
    assert opened <= limits.open_within, f"it opens in {opened:.2f} s, and {limits.open_within} s are allowed"
    assert worst <= limits.filter_within, f"a filter takes {worst:.0f} ms, and {limits.filter_within} ms are allowed"


def photograph(url: str, folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for dark in [False, True]:
        driver = browser(dark)
        page = Page(driver, url)
        for width in [400, 800, 1400]:
            driver.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
            )
            scheme = "dark" if dark else "light"
            driver.execute_cdp_cmd(
                "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
            )
            page.load("#verdict=fail")
            over = page.script("return document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"at {width} px the page is {over} px too wide"
            driver.save_screenshot(str(folder / f"{scheme}-{width}-top.png"))
            page.script("document.getElementById('cases').scrollIntoView()")
            time.sleep(0.2)
            driver.save_screenshot(str(folder / f"{scheme}-{width}-list.png"))
            page.one(".row .id").click()
            page.wait(lambda: page.all("#detail .diff"))
            driver.save_screenshot(str(folder / f"{scheme}-{width}-detail.png"))
        driver.quit()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--screenshots", type=pathlib.Path)
    # No limit of its own: the machine may be busy.
    parser.add_argument("--open-within", type=float, default=float("inf"), metavar="SECONDS")
    parser.add_argument("--filter-within", type=float, default=float("inf"), metavar="MILLISECONDS")
    arguments = parser.parse_args()
    url = arguments.page.resolve().as_uri()
    driver = browser(False)
    try:
        use(Page(driver, url), arguments)
    finally:
        driver.quit()
    if arguments.screenshots:
        photograph(url, arguments.screenshots)


if __name__ == "__main__":
    sys.exit(main())
