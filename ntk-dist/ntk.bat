@echo off
rem Runs the ntk command from an unpacked archive on Windows. JAVA_HOME and NTK_JAVA_OPTS are as for the script ntk.
setlocal
set "root=%~dp0"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if exist "%root%java\bin\java.exe" set "java=%root%java\bin\java"
set "jars=%root%lib\*;%root%plugins\*"
if defined NTK_CLASSPATH set "jars=%jars%;%NTK_CLASSPATH%"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
if not defined OPENBLAS_NUM_THREADS set "OPENBLAS_NUM_THREADS=1"
"%java%" -XX:+UseSerialGC -XX:-UsePerfData -Dguice_bytecode_gen_option=DISABLED -Dntk.terminal=true "-Dntk.cells=%root%cells" %NTK_JAVA_OPTS% -cp "%jars%" io.ntk.cli.Main %*
exit /b %ERRORLEVEL%
