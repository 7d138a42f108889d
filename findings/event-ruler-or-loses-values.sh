#!/usr/bin/env bash
# event-ruler 2.1.0, AWS' published matcher behind EventBridge's rules: two branches of $or that list one value under one path
# lose the later branch's other values. {"$or":[{"a":["y"]},{"a":["y","x"]}]} does not match {"a":"x"}; with the branches
# the other way round, or without the shared value, it does. The rule is accepted all the same.
# Expected below: no-match, match, match. Needs java (17 or later) and mvn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>finding</groupId><artifactId>ruler</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>software.amazon.event.ruler</groupId><artifactId>event-ruler</artifactId><version>2.1.0</version></dependency></dependencies></project>
POM
mvn -q -B dependency:copy-dependencies -DoutputDirectory=jars
cat > Ask.java <<'JAVA'
import software.amazon.event.ruler.Machine;
public final class Ask {
  public static void main(String[] rules) throws Exception {
    for (String rule : rules) {
      Machine machine = new Machine();
      machine.addRule("rule", rule);
      System.out.println(machine.rulesForJSONEvent("{\"a\":\"x\"}").isEmpty() ? "no-match" : "match");
    }
  }
}
JAVA
seen=$(java -cp 'jars/*' Ask.java '{"$or":[{"a":["y"]},{"a":["y","x"]}]}' '{"$or":[{"a":["y","x"]},{"a":["y"]}]}' '{"$or":[{"a":["z"]},{"a":["y","x"]}]}' 2>/dev/null | paste -sd' ')
echo "event-ruler 2.1.0: shared value first, shared value last, none shared: $seen"
[ "$seen" = "no-match match match" ]
