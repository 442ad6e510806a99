import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Checks PDFs against veraPDF's profiles: VeraCheck 3a,ua1 FILE... ; exit code 1 if any file fails any of them. */
public class VeraCheck {
  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.SEVERE);
    VeraGreenfieldFoundryProvider.initialise();
    boolean good = true;
    for (int i = 1; i < args.length; i++) {
      for (String flavour : args[0].split(",")) {
        good &= passes(args[i], flavour);
      }
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean passes(String file, String flavour) {
    PDFAFlavour wanted = PDFAFlavour.byFlavourId(flavour);
    try (FileInputStream stream = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(stream, wanted)) {
      ValidationResult result = Foundries.defaultInstance().createValidator(profile(flavour), false).validate(parser);
      String verdict = result.isCompliant() ? "COMPLIANT" : "NOT COMPLIANT";
      System.out.println(file + " [" + wanted + "] " + verdict + " checks=" + result.getTotalAssertions());
      Map<String, Integer> failures = new TreeMap<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() == TestAssertion.Status.FAILED) {
          String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
          failures.merge(rule + " " + assertion.getMessage(), 1, Integer::sum);
        }
      }
      failures.forEach((rule, times) -> System.out.println("    " + times + " x " + rule));
      return result.isCompliant();
    } catch (Exception problem) {
      System.out.println(file + " [" + wanted + "] NOT COMPLIANT: it can't be read: " + problem.getMessage());
      return false;
    }
  }

  private static ValidationProfile profile(String flavour) throws Exception {
    String name = "PDFA-" + flavour.toUpperCase();
    if (flavour.startsWith("ua")) {
      name = "PDFUA-" + flavour.substring(2) + (flavour.equals("ua2") ? "-ISO32005" : "");
    }
    try (InputStream stream = VeraCheck.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
      return Profiles.profileFromXml(stream);
    }
  }
}
