#!/usr/bin/env bash
# event-ruler 2.1.0, AWS' published matcher behind EventBridge's rules: a field's list with a wildcard that begins with a star and, after it,
# one letter in any case, matches every text. The same two filters the other way round, or two letters in place of one, do as they say.
# Expected below: match, no-match, no-match. Needs java (17 or later) and mvn.
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
  public static void main(String[] filters) throws Exception {
    for (String filter : filters) {
      Machine machine = new Machine();
      machine.addRule("rule", "{\"file\":[" + filter + "]}");
      System.out.println(machine.rulesForJSONEvent("{\"file\":\"photo.png\"}").isEmpty() ? "no-match" : "match");
    }
  }
}
JAVA
star='{"wildcard":"*.log"}'
letter='{"equals-ignore-case":"q"}'
seen=$(java -cp 'jars/*' Ask.java "$star,$letter" "$letter,$star" "$star,{\"equals-ignore-case\":\"qq\"}" 2>/dev/null | paste -sd' ')
echo "event-ruler 2.1.0: photo.png by *.log or q in any case, by the same two turned round, by *.log or qq: $seen"
[ "$seen" = "match no-match no-match" ]
