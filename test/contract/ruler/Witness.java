import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/**
 * Answers one line for each line {"pattern": "<json>", "event": "<json>"} of standard input: match, no-match, or refused. Each
 * pattern gets a machine of its own, as EventBridge keeps rules apart.
 */
public final class Witness {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    StringBuilder answers = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode pair = mapper.readTree(line);
      answers.append(answer(pair.get("pattern").asText(), pair.get("event").asText())).append('\n');
    }
    System.out.print(answers);
  }

  private static String answer(String pattern, String event) throws Exception {
    Machine machine = new Machine();
    try {
      machine.addRule("rule", pattern);
    } catch (Exception refused) {
      return "refused";
    }
    return machine.rulesForJSONEvent(event).isEmpty() ? "no-match" : "match";
  }
}
