package ganflux.monitor.diversity.online;

import ganflux.monitor.diversity.online.ShapeStream.Kind;
import java.util.*;
import ganflux.monitor.alarm.*;

final class TrialMain {
  public static void main(String[] args) {
    int n = Integer.parseInt(args[0]); int healthy = Integer.parseInt(args[1]);
    for (double drift : new double[]{0, .002, .005}) {
      long t=System.nanoTime();
      Trial trial = new Trial(n, drift, 1);
      trial.run(60, Kind.healthy(), true);
      int alarms = trial.run(healthy, Kind.healthy(), true);
      Map<Metric,Integer> bad = new TreeMap<>(); int badEvals=0;
      for (Evaluation e : trial.history().subList(50, trial.history().size())) { for (Metric m : Metric.values()) if (e.isBad(m)) bad.merge(m,1,Integer::sum); if (ModeCollapseRule.evidence(e).size()>=2) badEvals++; }
      System.out.printf("drift %.4f alarms %d of %d; bad evals %d; %.1f ms; acc %s bad %s%n", drift, alarms, healthy, badEvals, (System.nanoTime()-t)/1e6/(healthy+60), trial.history().get(trial.history().size()-1).classifierAccuracy(), bad);
    }
    Map<String,Kind> kinds = new LinkedHashMap<>();
    kinds.put("9/10", Kind.modes(9)); kinds.put("7/10", Kind.modes(7)); kinds.put("5/10", Kind.modes(5)); kinds.put("half", Kind.half()); kinds.put("narrow .8", Kind.narrow(.8)); kinds.put("32 distinct", Kind.distinct(32));
    for (boolean labelled : new boolean[]{true,false})
    for (var k : kinds.entrySet()) {
      int caught=0; int episodes=8; Map<Metric,Integer> bad=new TreeMap<>();
      Trial trial = new Trial(n, 0, 77); trial.run(70, Kind.healthy(), labelled);
      for (int i=0;i<episodes;i++) {
        trial.run(3, k.getValue(), labelled); caught += trial.alarm().raised()?1:0;
        var h=trial.history(); for (Evaluation e : h.subList(h.size()-3,h.size())) for (Metric m : Metric.values()) if (e.isBad(m)) bad.merge(m,1,Integer::sum);
        trial.run(8, Kind.healthy(), labelled);
        if (trial.alarm().raised()) System.out.println("not cleared");
      }
      System.out.printf("%s labelled %s: caught %d of %d; of %d: %s%n", k.getKey(), labelled, caught, episodes, episodes*3, bad);
    }
  }
}
