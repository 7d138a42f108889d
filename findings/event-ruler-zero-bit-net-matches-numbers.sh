#!/usr/bin/env bash
# event-ruler 2.1.0, AWS' published matcher behind EventBridge's rules: the filter {"cidr":"0.0.0.0/0"} matches more than IPv4
# addresses: the number 100 and an IPv6 address too. A text that is no address does not match, and neither does 100 with a
# net of one bit or more.
# Expected below: match, match, no-match, no-match. Needs java (17 or later) and mvn.
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
  public static void main(String[] pairs) throws Exception {
    for (int at = 0; at < pairs.length; at += 2) {
      Machine machine = new Machine();
      machine.addRule("rule", "{\"a\":[{\"cidr\":\"" + pairs[at] + "\"}]}");
      System.out.println(machine.rulesForJSONEvent("{\"a\":" + pairs[at + 1] + "}").isEmpty() ? "no-match" : "match");
    }
  }
}
JAVA
seen=$(java -cp 'jars/*' Ask.java 0.0.0.0/0 100 0.0.0.0/0 '"2001:db8::1"' 0.0.0.0/0 '"some text"' 10.0.0.0/8 100 2>/dev/null | paste -sd' ')
echo "event-ruler 2.1.0: 100, an IPv6 address, a text in 0.0.0.0/0; 100 in 10.0.0.0/8: $seen"
[ "$seen" = "match match no-match no-match" ]
