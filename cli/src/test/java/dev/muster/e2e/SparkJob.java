package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A small Spark job, compiled against the installed Spark and run on the cluster through spark-submit's class. */
final class SparkJob {

    /** A job that gets no executors waits for ever. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final String SOURCE = String.join(
            "\n",
            "import java.util.ArrayList;",
            "import java.util.List;",
            "import org.apache.spark.SparkConf;",
            "import org.apache.spark.api.java.JavaSparkContext;",
            "public class Sum {",
            "    public static void main(String[] args) {",
            "        try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName(\"sum\"))) {",
            "            List<Integer> numbers = new ArrayList<>();",
            "            for (int i = 1; i <= 1000; i++) {",
            "                numbers.add(i);",
            "            }",
            "            long pauseMs = args.length == 0 ? 0 : Long.parseLong(args[0]);",
            "            long sum = spark.parallelize(numbers, 8).map(i -> {",
            "                Thread.sleep(pauseMs);",
            "                return (long) i * i;",
            "            }).reduce(Long::sum);",
            "            System.out.println(\"RESULT \" + sum);",
            "        }",
            "    }",
            "}");

    private SparkJob() {}

    /** Sums the squares of 1 to 1000 on the cluster; what the driver printed. */
    static String sumOfSquares(Path sparkHome, String master, Path folder) throws IOException {
        Ended job = run(sparkHome, master, folder, List.of());
        assertThat(job.exit()).as(job.output()).isZero();
        return job.output();
    }

    /** What came of a job. */
    record Ended(int exit, String output) {}

    /** The same job with further options of spark-submit, however it ends. */
    static Ended run(Path sparkHome, String master, Path folder, List<String> options) throws IOException {
        return run(sparkHome, master, folder, options, 0);
    }

    /** The same, and each of the thousand numbers takes as long. */
    static Ended run(Path sparkHome, String master, Path folder, List<String> options, long pauseMs)
            throws IOException {
        Path jar = jar(sparkHome, folder);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", sparkHome.resolve("jars") + "/*", "org.apache.spark.deploy.SparkSubmit"));
        command.addAll(List.of("--master", "spark://" + master + ":7077", "--class", "Sum"));
        for (String setting : List.of(
                "spark.driver.bindAddress=" + master,
                "spark.driver.host=" + master,
                "spark.executor.memory=450m",
                "spark.executor.cores=1",
                "spark.cores.max=2",
                "spark.ui.enabled=false",
                "spark.local.dir=" + folder)) {
            command.addAll(List.of("--conf", setting));
        }
        command.addAll(options);
        command.add(jar.toString());
        command.add(String.valueOf(pauseMs));
        Path output = folder.resolve("job.out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SPARK_HOME", sparkHome.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", master);
        Process job = builder.start();
        boolean ended = hasEnded(job);
        job.destroyForcibly();
        String text = Files.readString(output);
        assertThat(ended)
                .as("the job has ended after %s; it said:%n%s", LIMIT, text)
                .isTrue();
        return new Ended(job.exitValue(), text);
    }

    /** Where the store of this user holds Spark: the same for every start on this machine. */
    static Path home() throws IOException {
        Path store = new java.io.File("/proc/self").exists() && Files.isWritable(Path.of("/var/cache"))
                ? Path.of("/var/cache/muster/store")
                : Path.of(System.getProperty("user.home"), ".cache/muster/store");
        try (Stream<Path> homes = Files.list(store.resolve("homes"))) {
            return homes.filter(home -> home.getFileName().toString().startsWith("spark"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean hasEnded(Process job) {
        try {
            return job.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Path jar(Path sparkHome, Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("Sum.java"), SOURCE);
        String classPath;
        try (Stream<Path> jars = Files.list(sparkHome.resolve("jars"))) {
            classPath = jars.map(Path::toString).collect(Collectors.joining(":"));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(
                null, null, null, "-cp", classPath, "-d", folder.toString(), "--release", "17", source.toString());
        assertThat(result).as("compiling the job").isZero();
        Path jar = folder.resolve("sum.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                Stream<Path> classes = Files.list(folder)) {
            for (Path each :
                    classes.filter(p -> p.toString().endsWith(".class")).toList()) {
                entries.putNextEntry(new JarEntry(each.getFileName().toString()));
                entries.write(Files.readAllBytes(each));
            }
        }
        return jar;
    }

    /** What the sum is, by the formula. */
    static String expected() {
        long n = 1000;
        return "RESULT " + n * (n + 1) * (2 * n + 1) / 6;
    }
}
