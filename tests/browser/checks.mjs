// What was found to hold and what was not. Everything is collected: one run shows all failures.

export class Checks {
    #passed = 0;
    #failures = [];

    // For one report, whose name each failure carries.
    of(report) {
        const fail = (claim, detail) => this.#failures.push(`${report}: not so: ${claim}${detail ? `\n    ${detail}` : ''}`);
        return {
            fail,
            // `claim` is a sentence that is true if all is well; `detail` says what is there instead.
            that(holds, claim, detail = '') {
                if (holds) this.pass();
                else fail(claim, detail);
            },
            // Holds if the list of offenders is empty.
            none(offenders, claim) {
                const more = offenders.length > 5 ? ` and ${offenders.length - 5} more` : '';
                this.that(offenders.length === 0, claim, offenders.slice(0, 5).join('; ') + more);
            },
            pass: () => { this.#passed += 1; },
        };
    }

    // Prints the failures, then the result as the last line. Returns the exit status.
    conclude() {
        for (const failure of this.#failures) console.log(failure);
        const failed = this.#failures.length;
        console.log(failed === 0 ? `${this.#passed} checks passed` : `${failed} checks failed, ${this.#passed} passed`);
        return failed === 0 ? 0 : 1;
    }
}
