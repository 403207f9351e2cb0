import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Starts the files that take longest first, so that none is left alone at the end: those that start whole programs,
 * then the large ones. A clean checkout remembers no times to go by.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const startsPrograms = ({ moduleId }: TestSpecification) => Number(moduleId.includes("/deploy/"));
    return (await super.sort(files)).sort((a, b) => startsPrograms(b) - startsPrograms(a));
  }
}
