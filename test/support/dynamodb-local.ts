import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Fetches Amazon's DynamoDB Local with Maven, so that the store tests run against both engines:
 *
 *   npm run dynamodb-local -- <folder>
 *   FOLIO_DYNAMODB_LOCAL_DIR=<folder> npm run jest -- -w 1 test/store
 *
 * It needs `mvn` and a Java 17 or later. Nothing else in the project needs either.
 */
const VERSION = '2.6.1';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>folio.test</groupId><artifactId>dynamodb-local</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`;

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Name the folder that takes the jars: npm run dynamodb-local -- <folder>\n');
  process.exitCode = 64;
} else {
  const target = resolve(folder);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'pom.xml'), POM);
  const goal = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${target}`, '-DincludeScope=runtime'];
  execFileSync('mvn', [...goal, '-f', join(target, 'pom.xml')], { stdio: 'inherit' });
}
