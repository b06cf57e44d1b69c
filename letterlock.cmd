@echo off
rem Runs Letterlock from a clone on Windows: builds it when there is no jar yet, then hands over to Java.
rem After a change of the sources: mvn -q -DskipTests package -pl server -am
setlocal
set "HOME_DIR=%~dp0"
set "JAR=%HOME_DIR%server\target\letterlock.jar"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if exist "%JAR%" goto run
echo letterlock: building (first use) ... 1>&2
pushd "%HOME_DIR%"
call mvn -q -B -DskipTests package -pl server -am 1>&2
if errorlevel 1 (
  popd
  echo letterlock: the build failed 1>&2
  exit /b 1
)
popd
:run
"%JAVA%" -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError %LETTERLOCK_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
